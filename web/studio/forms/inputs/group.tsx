import { type ReactElement, type ReactNode, useId } from 'react';
import { useInterface } from '../../interface';

interface GroupProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly isRequired?: boolean;
  readonly problem: ReactNode;
  readonly children: ReactNode;
}

/** Several inputs that make up one field, with its label, its help and its problem. */
export function Group({ label, hint, isRequired = false, problem, children }: GroupProps): ReactElement {
  const { t } = useInterface();
  const id = useId();
  const describedBy = [hint !== undefined && `${id}-hint`, problem !== null && `${id}-problem`]
    .filter(Boolean)
    .join(' ');
  return (
    <div
      className="field"
      role="group"
      aria-labelledby={`${id}-label`}
      {...(describedBy !== '' && { 'aria-describedby': describedBy })}
    >
      <span id={`${id}-label`} className="label">
        {label}
        {isRequired && (
          <>
            <span aria-hidden="true"> *</span>
            {/* A group has no attribute that says so. */}
            <span className="visually-hidden"> ({t('form.required')})</span>
          </>
        )}
      </span>
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
      {children}
      {problem !== null && (
        <span id={`${id}-problem`} className="field-problem">
          {problem}
        </span>
      )}
    </div>
  );
}
