import { useEffect } from 'react';

/**
 * Keeps the focus when what had it goes, such as the button of a row that was deleted, or is disabled, such as the button to the
 * next page on the last one: moves it to the nearest part of the page around it that is still there and takes the focus
 * (`tabindex="-1"`), or to the content of the screen.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let around: readonly HTMLElement[] = [];
    const remember = ({ target }: FocusEvent): void => {
      const own = target instanceof HTMLElement ? ancestorsOf(target) : [];
      const isInDialog = own.some((element) => element.matches('[role=dialog]'));
      // What opened a dialog may go before the dialog closes, such as the button of a row that the dialog deletes. So what is around it
      // stays in the list, behind what is in the dialog.
      around = isInDialog ? [...own, ...around.filter((one) => one.isConnected && !own.includes(one))] : own;
    };
    const move = (): void => {
      const [focused, ...others] = around;
      if (focused === undefined || document.activeElement !== document.body) return;
      if (focused.isConnected && !focused.matches(':disabled')) return;
      const next = others.find(
        (element) => element.isConnected && element.tabIndex === -1 && element.hasAttribute('tabindex'),
      );
      (next ?? document.getElementById('content'))?.focus();
    };
    // A dialog that closes returns the focus to where it was, in the next frame.
    const observer = new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(move)));
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, []);
}

/** An element and the elements around it, from the inside to the outside. */
function ancestorsOf(element: HTMLElement): readonly HTMLElement[] {
  return element.parentElement === null ? [element] : [element, ...ancestorsOf(element.parentElement)];
}
