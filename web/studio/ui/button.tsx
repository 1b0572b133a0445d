import type { ReactElement } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';

interface ButtonProps extends AriaButtonProps {
  /** `plain`: one of several; `primary`: what the screen is for; `danger`: destroys or withdraws something. */
  readonly look?: 'plain' | 'primary' | 'danger';
}

/** A button. While `isPending`, it keeps the focus and cannot be pressed. */
export function Button({ look = 'plain', ...props }: ButtonProps): ReactElement {
  return <AriaButton {...props} className={`button ${look}`} />;
}
