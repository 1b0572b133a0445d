import type { ClipboardEvent, ReactElement, ReactNode } from 'react';
import {
  FieldError,
  Input,
  type KeyboardEvent,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

/** A language, with the direction in which it is written. */
export interface TextLanguage {
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl' | 'auto';
}

export interface TextInputProps extends Omit<TextFieldProps, 'children' | 'className' | 'isInvalid'> {
  /** Absent if `aria-label` names the field. */
  readonly label?: string;
  /** Help below the label. */
  readonly description?: string | undefined;
  /** What is wrong with the value; null if nothing is known to be. */
  readonly problem?: ReactNode;
  /** True for texts of several lines. */
  readonly isMultiline?: boolean;
  /** The language of the value, if it is not that of the interface. */
  readonly language?: TextLanguage;
  /** How many characters of a text of one line are seen at once. */
  readonly size?: number | undefined;
  /** The id of a `datalist` of values to choose from. */
  readonly suggestions?: string;
}

/** Tab leads from the day to the month and so on. A dialog, which keeps the focus in it, would lead to the next field instead. */
function leaveTabToBrowser(event: KeyboardEvent): void {
  if (event.key !== 'Tab') event.continuePropagation();
}

/**
 * A text without the characters that come with what is pasted, and that editors do not see. The server refuses them in texts of one
 * line. Word and PowerPoint write the breaks between lines of a paragraph as vertical tabs. Browsers replace only other line breaks.
 */
function pastedText(text: string, isMultiline: boolean): string {
  if (isMultiline) return text.replace(/\v/g, '\n');
  // A cell of a spreadsheet ends with a line break.
  const line = text.replace(/[\r\n]+$/, '');
  return line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202A-\u202E\u2066-\u2069]/g, '');
}

/** Pastes as the browser does, which then knows where the cursor is and what can be undone. A table takes what is for several cells. */
function paste(event: ClipboardEvent, isMultiline: boolean): void {
  if (event.isDefaultPrevented()) return;
  const given = event.clipboardData.getData('text/plain');
  const text = pastedText(given, isMultiline);
  if (text === given) return;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else inserts a text in a way that can be undone
  const isInserted = document.execCommand('insertText', false, text);
  // Otherwise, the browser inserts what it can.
  if (isInserted) event.preventDefault();
}

/** A text field with its label, its help and its problem. */
export function TextInput(props: TextInputProps): ReactElement {
  const { label, description, problem = null, isMultiline = false, language, size, suggestions, ...field } = props;
  // Of a text whose language is not known, the browser finds the direction.
  const direction = language ?? (field.type === undefined && { dir: 'auto' });
  const isOfParts = field.type === 'date' || field.type === 'datetime-local';
  // On paper, an input would show only the beginning of its text (shell/print.css).
  const printed = !isMultiline && (field.type === undefined || field.type === 'url') && field.value;
  return (
    <TextField
      {...(isOfParts && { onKeyDown: leaveTabToBrowser })}
      {...field}
      {...(field.type !== 'password' && {
        onPaste: (event) => {
          paste(event, isMultiline);
        },
      })}
      {...(printed && { 'data-text': printed })}
      className="field"
      isInvalid={problem !== null}
      validationBehavior="aria"
    >
      {label !== undefined && (
        <Label>
          {label}
          {field.isRequired === true && <span aria-hidden="true"> *</span>}
        </Label>
      )}
      {description !== undefined && (
        <Text slot="description" className="hint">
          {description}
        </Text>
      )}
      {isMultiline ? (
        <TextArea rows={4} {...direction} />
      ) : (
        <Input {...direction} size={size} {...(suggestions !== undefined && { list: suggestions })} />
      )}
      <FieldError>{problem}</FieldError>
    </TextField>
  );
}
