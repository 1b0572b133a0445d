import type { ReactElement } from 'react';
import { AttachmentPicker } from '../../media/attachment-picker';
import { ImagePicker } from '../../media/image-picker';
import { changedValue } from '../value-change';
import type { FieldInputProps } from './field-input-props';
import { useProblemText } from './problem-text';

/** An image. */
export function ImageInput({ value, onChange, ...props }: FieldInputProps<string | null>): ReactElement {
  const problemText = useProblemText();
  return (
    <ImagePicker
      label={props.label}
      value={value === null ? [] : [value]}
      max={1}
      onChange={(change) => {
        onChange((now) => changedValue(change, now === null ? [] : [now])[0] ?? null);
      }}
      problem={problemText(props.problems)}
    />
  );
}

/** Several images in an order. */
export function ImagesInput({
  label,
  value,
  onChange,
  field,
  problems,
}: FieldInputProps<readonly string[]>): ReactElement {
  const problemText = useProblemText();
  return (
    <ImagePicker
      label={label}
      value={value}
      max={field.maxItems!}
      onChange={onChange}
      problem={problemText(problems)}
    />
  );
}

/** Several files in an order. */
export function AttachmentsInput(props: FieldInputProps<readonly string[]>): ReactElement {
  const { label, value, onChange, field, problems } = props;
  const problemText = useProblemText();
  return (
    <AttachmentPicker
      label={label}
      value={value}
      max={field.maxItems!}
      onChange={onChange}
      problem={problemText(problems)}
    />
  );
}
