import type { Locator, Page } from 'playwright-core';
import type { ChosenFile, Hands, Way } from './hands';

/** How often Tab is pressed at most to reach something. */
const MAX_TABS = 150;

/** Uses a page like somebody who has no pointer: moves the focus by Tab, and fails where that is not enough. */
export class Keyboard implements Hands {
  constructor(private readonly page: Page) {}

  async press(target: Locator, way?: Way): Promise<void> {
    await this.reach(target, way);
    await this.page.keyboard.press('Enter');
  }

  async type(target: Locator, text: string): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  submit(): Promise<void> {
    return this.page.keyboard.press('Enter');
  }

  async choose(option: Locator): Promise<void> {
    await option.waitFor();
    for (const key of ['ArrowDown', 'Enter']) await this.page.keyboard.press(key);
  }

  async showTab(tab: Locator, way?: Way): Promise<void> {
    const selected = '[role=tab][aria-selected=true]';
    await this.reach(this.page.locator(selected), way);
    while ((await tab.getAttribute('aria-selected')) !== 'true') {
      const before = await this.page.locator(selected).getAttribute('id');
      await this.page.keyboard.press('ArrowRight');
      // The tab is selected when the address has changed.
      await this.page.locator(`${selected}:not([id="${before}"])`).waitFor();
    }
  }

  moveUp(_: Locator, button: Locator): Promise<void> {
    return this.press(button);
  }

  async chooseFile(button: Locator, file: ChosenFile): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.press(button);
    await (await chooser).setFiles(file);
  }

  /** Moves the focus forwards, or backwards, until the element has it. */
  private async reach(target: Locator, way: Way = 'Tab'): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < MAX_TABS; pressed++) {
      if (
        await target.evaluate(
          (element) => element === (element.getRootNode() as unknown as { activeElement: unknown }).activeElement,
        )
      )
        return;
      await this.page.keyboard.press(way);
    }
    throw new Error(`${MAX_TABS} times ${way} do not lead to ${String(target)}`);
  }
}
