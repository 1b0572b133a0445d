import { useRef, useState, type ReactElement, type SyntheticEvent } from 'react';
import { Form } from 'react-aria-components';
import type { Outcome, Problem } from '../api';
import { useInterface } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Problems } from '../ui/problems';
import type { ContentField } from './content-type';
import { focusField, placeOf } from './field-place';
import { problemsBeforeSending, problemsOfField } from './field-problems';
import { isSame, type FormValues } from './form-values';
import './forms.css';
import { FieldInput } from './inputs/field-input';
import { fieldOf } from './problem-summary';
import { isUnanswered } from './use-item-form';

/** A field with the words for it. */
export interface LabelledField {
  readonly field: ContentField;
  readonly label: string;
  readonly hint?: string;
}

/** What an editor has entered. */
export interface EnteredValues {
  /** Makes the server do the work once, however often the values are sent. */
  readonly clientMutationId: string;
  readonly values: FormValues;
  /** The values that the editor has changed. */
  readonly changed: FormValues;
}

interface FieldsDialogProps {
  readonly title: string;
  readonly fields: readonly LabelledField[];
  /** The values that the fields begin with. */
  readonly values: FormValues;
  readonly action: string;
  readonly send: (entered: EnteredValues) => Promise<Outcome<unknown>>;
  /** Announced when it is done. */
  readonly done: string;
  readonly onClose: () => void;
}

/** A dialog that asks for a few fields of something that belongs to an item. What was typed stays until it is sent or cancelled. */
export function FieldsDialog(props: FieldsDialogProps): ReactElement {
  const { title, fields, values: initial, action, send, done, onClose } = props;
  const { t } = useInterface();
  const announce = useAnnounce();
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  /** What was sent last, unless the server has refused it. */
  const sent = useRef<EnteredValues | null>(null);
  const names = fields.map(({ field }) => field.name);
  const changed = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => !isSame(initial[name] ?? null, value)),
  );

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const found = await problemsOfSending();
    setProblems(found);
    const first = names.find((name) => found.some(({ field }) => fieldOf(field) === name));
    if (first !== undefined) requestAnimationFrame(() => focusField(first));
  };
  const problemsOfSending = async (): Promise<readonly Problem[]> => {
    const own = problemsBeforeSending(
      fields.map(({ field }) => field),
      values,
    );
    if (own.length > 0) return own;
    if (sent.current?.values !== values) sent.current = { clientMutationId: crypto.randomUUID(), values, changed };
    setPending(true);
    const { problems: found } = await send(sent.current);
    setPending(false);
    if (found !== null) {
      if (!isUnanswered(found)) sent.current = null;
      return found;
    }
    announce(done);
    onClose();
    return [];
  };
  return (
    <Dialog title={title} isOpen {...(Object.keys(changed).length === 0 && { onClose })}>
      <Form onSubmit={(event) => void submit(event)} validationBehavior="aria">
        {fields.map(({ field, label, hint }) => (
          <div key={field.name} id={placeOf(field.name)}>
            <FieldInput
              field={field}
              label={label}
              hint={hint}
              value={values[field.name] ?? null}
              onChange={(value) => {
                setValues((before) => ({ ...before, [field.name]: value }));
              }}
              problems={problemsOfField(problems, field.name)}
              values={values}
            />
          </div>
        ))}
        <Problems problems={problems.filter(({ field }) => !names.includes(fieldOf(field)))} />
        <div className="actions">
          <Button type="submit" look="primary" isPending={isPending}>
            {action}
          </Button>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
        </div>
      </Form>
    </Dialog>
  );
}
