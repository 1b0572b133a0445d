import type { ReactElement } from 'react';
import { useInterface } from '../../interface';
import { useReferences } from '../reference-names';
import type { FieldInputProps } from './field-input-props';
import { Picker } from './picker';
import { useProblemText } from './problem-text';

/** An item that the field names. */
export function ReferenceInput({ value, onChange, ...props }: FieldInputProps<string | null>): ReactElement {
  return (
    <ReferencePicker
      {...props}
      max={1}
      value={value === null ? [] : [value]}
      onChange={([key]) => {
        onChange(key ?? null);
      }}
    />
  );
}

/** Several items that the field names. */
export function ReferencesInput(props: FieldInputProps<readonly string[]>): ReactElement {
  return <ReferencePicker {...props} max={props.field.maxItems!} />;
}

interface ReferencePickerProps extends Omit<FieldInputProps<readonly string[]>, 'onChange'> {
  readonly max: number;
  readonly onChange: (keys: readonly string[]) => void;
}

function ReferencePicker(props: ReferencePickerProps): ReactElement {
  const { label, hint, value, onChange, problems, field, programme, max } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  const { nameOf, languageOf, search } = useReferences(field.target!, value, programme);
  const isWithoutProgramme = field.target === 'Component' && programme === null;
  return (
    <Picker
      label={label}
      hint={isWithoutProgramme ? t('form.programmeFirst') : hint}
      isRequired={field.isRequired}
      problem={problemText(problems)}
      keys={value}
      nameOf={nameOf}
      languageOf={languageOf}
      max={max}
      search={search}
      onChange={onChange}
    />
  );
}
