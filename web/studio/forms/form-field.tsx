import { memo, type ReactElement, useCallback } from 'react';
import { placeOf } from './field-place';
import type { FieldValue } from './form-values';
import { FieldInput } from './inputs/field-input';
import type { FieldInputProps } from './inputs/field-input-props';
import type { ItemForm } from './use-item-form';

interface FormFieldProps extends Omit<FieldInputProps<FieldValue>, 'onChange'> {
  /** Always the same function. */
  readonly onChange: ItemForm['set'];
}

/** A field of a form at its place. It is rendered again only when it shows something else: a form has dozens of fields. */
export const FormField = memo(function FormField({ onChange, ...props }: FormFieldProps): ReactElement {
  const { name } = props.field;
  const change = useCallback<FieldInputProps<FieldValue>['onChange']>(
    (changed) => {
      onChange(name, changed);
    },
    [onChange, name],
  );
  return (
    <div id={placeOf(name)}>
      <FieldInput {...props} onChange={change} />
    </div>
  );
}, isShownAlike);

function isShownAlike(before: FormFieldProps, now: FormFieldProps): boolean {
  return (
    before.value === now.value &&
    before.field === now.field &&
    before.label === now.label &&
    before.hint === now.hint &&
    before.language?.lang === now.language?.lang &&
    before.problems.length + now.problems.length === 0 &&
    before.programme === now.programme
  );
}
