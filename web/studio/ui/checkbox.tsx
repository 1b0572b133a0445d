import type { ReactElement, ReactNode } from 'react';
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from 'react-aria-components';

interface CheckboxProps extends Omit<CheckboxFieldProps, 'children' | 'className'> {
  /** The label; absent if `aria-label` names the box. */
  readonly children?: ReactNode;
}

/** A box to tick, with its label. */
export function Checkbox({ children, ...props }: CheckboxProps): ReactElement {
  return (
    <CheckboxField {...props}>
      <CheckboxButton className="checkbox">
        <span className="box" aria-hidden="true" />
        {children}
      </CheckboxButton>
    </CheckboxField>
  );
}
