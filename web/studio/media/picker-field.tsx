import { type ReactElement, type ReactNode, useId } from 'react';
import './media.css';

interface PickerFieldProps {
  readonly label: string;
  readonly problem: ReactNode;
  readonly children: ReactNode;
}

/** A group of a form that picks files, with its label and its problem. */
export function PickerField({ label, problem, children }: PickerFieldProps): ReactElement {
  const id = useId();
  return (
    <div className="picker" role="group" aria-labelledby={id} data-invalid={problem === null ? undefined : true}>
      <span id={id}>{label}</span>
      {children}
      {problem !== null && <span slot="errorMessage">{problem}</span>}
    </div>
  );
}
