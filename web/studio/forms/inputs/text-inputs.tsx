import type { ReactElement } from 'react';
import { useInterface } from '../../interface';
import { instantOf, localTimeOf } from '../../local-time';
import { LocalTimeInput } from '../../ui/local-time-input';
import { TextInput } from '../../ui/text-input';
import type { FieldInputProps } from './field-input-props';
import { useProblemText } from './problem-text';

/** From this part of its maximum length on, a text shows how long it is. */
const NEARLY_FULL = 0.8;

/** A text of one line. */
export function TextFieldInput(props: FieldInputProps<string | null>): ReactElement {
  return <AnyTextInput {...props} />;
}

/** A plain text of several lines. */
export function MultilineTextInput(props: FieldInputProps<string | null>): ReactElement {
  return <AnyTextInput {...props} isMultiline />;
}

export function UrlInput(props: FieldInputProps<string | null>): ReactElement {
  return <AnyTextInput {...props} type="url" />;
}

/** A day. */
export function DateInput(props: FieldInputProps<string | null>): ReactElement {
  return <AnyTextInput {...props} type="date" />;
}

/** An instant. The editor enters it by their own clock. */
export function DateTimeInput({
  field,
  label,
  hint,
  value,
  onChange,
  problems,
}: FieldInputProps<string | null>): ReactElement {
  const problemText = useProblemText();
  return (
    <LocalTimeInput
      label={label}
      description={hint}
      isRequired={field.isRequired}
      value={value === null ? '' : localTimeOf(new Date(value))}
      onChange={(text) => {
        onChange(instantOf(text));
      }}
      problem={problemText(problems)}
    />
  );
}

/** A whole number. */
export function IntegerInput({ value, onChange, ...props }: FieldInputProps<number | null>): ReactElement {
  return (
    <AnyTextInput
      {...props}
      inputMode="numeric"
      value={value === null ? null : String(value)}
      onChange={(text) => {
        const digits = (text ?? '').replace(/\D/g, '').slice(0, 9);
        onChange(digits === '' ? null : Number(digits));
      }}
    />
  );
}

interface AnyTextInputProps extends Omit<FieldInputProps<string | null>, 'onChange'> {
  readonly onChange: (text: string | null) => void;
  readonly isMultiline?: boolean;
  readonly type?: 'url' | 'date';
  readonly inputMode?: 'numeric';
}

function AnyTextInput({ field, label, hint, value, onChange, problems, ...input }: AnyTextInputProps): ReactElement {
  const { t } = useInterface();
  const problemText = useProblemText();
  const { programme: _programme, ...rest } = input;
  const text = value ?? '';
  const isLong = field.maxLength !== null && text.length > field.maxLength * NEARLY_FULL;
  const length = isLong ? t('form.length', { length: text.length, maximum: field.maxLength }) : undefined;
  return (
    <TextInput
      {...rest}
      label={label}
      description={[hint, length].filter((part) => part !== undefined).join(' ') || undefined}
      isRequired={field.isRequired}
      value={text}
      onChange={(changed) => {
        onChange(changed === '' ? null : changed);
      }}
      problem={problemText(problems)}
    />
  );
}
