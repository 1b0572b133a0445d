import type { ReactElement, Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

interface ButtonProps extends AriaButtonProps {
  /** `plain`: one of several; `primary`: what the screen is for; `danger`: destroys or withdraws something. */
  readonly look?: 'plain' | 'primary' | 'danger';
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A button. While `isPending`, it keeps the focus and cannot be pressed. */
export function Button({ look = 'plain', isPending = false, ...props }: ButtonProps): ReactElement {
  // React Aria would announce the progress by the id of a progress bar, which this button does not have.
  return (
    <AriaButton
      {...props}
      className={`button ${look}${isPending ? ' is-pending' : ''}`}
      {...(isPending && { 'aria-disabled': true, type: 'button', onPress: ignore })}
    />
  );
}

function ignore(): void {
  // The button is pending.
}
