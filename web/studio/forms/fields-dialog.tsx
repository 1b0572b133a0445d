import { type ReactElement, type SyntheticEvent, useEffect, useEffectEvent, useState } from 'react';
import { Form } from 'react-aria-components';
import { useInterface } from '../interface';
import type { Outcome, Problem } from '../outcome';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { ConflictChoices, focusConflicts } from './conflict-choices';
import type { ContentField } from './content-type';
import { conflictsOf, valuesOfChanges, valuesWith } from './draft-changes';
import { DialogLease } from './draft-lease';
import { focusField, placeOf } from './field-place';
import { problemsBeforeSending, problemsOfField } from './field-problems';
import { describeValue, referencesIn } from './field-value-text';
import { type FieldValue, type FormValues, isSameValues, programmeIn } from './form-values';
import { FieldInput } from './inputs/field-input';
import { type DraftKey, draftKeyOf, isEmpty } from './local-draft';
import { fieldOf } from './problem-summary';
import { useReferenceNames } from './reference-names';
import { isStale } from './sent-input';
import { submitDraft } from './submit-draft';
import { useDraft } from './use-draft';
import './forms.css';

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
  /** The version that the change is based on; null if it is based on none. */
  readonly version: number | null;
  readonly values: FormValues;
  /** The values that the editor has changed. */
  readonly changed: FormValues;
}

interface FieldsDialogProps {
  readonly title: string;
  readonly fields: readonly LabelledField[];
  /** Names what the dialog is about, among all that a browser keeps for an account. */
  readonly draft: readonly string[];
  /** The values that the fields begin with. */
  readonly values: FormValues;
  /** The version that the change is based on; null if it is based on none. */
  readonly version: number | null;
  readonly action: string;
  readonly send: (entered: EnteredValues) => Promise<Outcome<unknown>>;
  /** Announced when it is done. */
  readonly done: string;
  readonly onClose: () => void;
}

/**
 * A dialog that asks for a few fields of something that belongs to an item. The browser keeps what was typed until it is saved
 * or discarded.
 */
export function FieldsDialog(props: FieldsDialogProps): ReactElement {
  const { account } = useSession();
  const draftKey = draftKeyOf(account.id, ...props.draft);
  return (
    <DialogLease draftKey={draftKey} title={props.title} onClose={props.onClose}>
      <LeasedFieldsDialog {...props} draftKey={draftKey} />
    </DialogLease>
  );
}

function LeasedFieldsDialog(props: FieldsDialogProps & { readonly draftKey: DraftKey }): ReactElement {
  const { title, fields, draftKey, values: initial, version, action, send, done, onClose } = props;
  const interfaceTexts = useInterface();
  const { t, clock } = interfaceTexts;
  const announce = useAnnounce();
  const { kept, draft, restoredFrom, isOnlyOnScreen, saving, problems: refusals } = useDraft(draftKey, null);
  const isPending = saving !== null;
  const [ownProblems, setOwnProblems] = useState<readonly Problem[]>([]);
  const problems = isPending ? [] : [...ownProblems, ...refusals];
  /** What the server has refused to base on a version; null: nothing. */
  const [stale, setStale] = useState<{ readonly version: number | null; readonly typed: FormValues } | null>(null);
  /** The first field that is wrong. */
  const [wrong, setWrong] = useState<{ readonly field: string } | null>(null);
  useEffect(() => {
    if (wrong !== null) focusField(wrong.field);
  }, [wrong]);
  const names = fields.map(({ field }) => field.name);
  const values = valuesWith(initial, draft.changes);
  const changed = valuesOfChanges(draft.changes);
  // The same values are sent again as they were, so that the server compares them.
  const isRepeated = draft.sent !== null && isSameValues(draft.sent.values, changed);
  const conflicts = isRepeated ? [] : conflictsOf(draft, initial);
  const hasConflicts = conflicts.length > 0;
  useEffect(() => {
    if (hasConflicts) focusConflicts();
  }, [hasConflicts]);
  const fieldOfName = (name: string): ContentField => fields.find(({ field }) => field.name === name)!.field;
  const { names: referenceNames } = useReferenceNames(
    conflicts.flatMap(({ field, theirs, mine }) =>
      [theirs, mine].flatMap((value) => referencesIn(fieldOfName(field), value)),
    ),
    programmeIn(values),
  );
  const describe = (name: string, value: FieldValue): string =>
    describeValue(fieldOfName(name), value, interfaceTexts, referenceNames);

  /** @param first what was typed when the change was sent first; absent: it is sent now */
  const save = async (first?: FormValues): Promise<void> => {
    setStale(null);
    // Enter submits the form although its button is disabled.
    if (hasConflicts) {
      focusConflicts();
      return;
    }
    const own = problemsBeforeSending(
      fields.map(({ field }) => field),
      values,
    );
    setOwnProblems(own);
    const found = own.length > 0 ? own : await problemsOfSending(first);
    const field = names.find((name) => found.some((problem) => fieldOf(problem.field) === name));
    if (field !== undefined) setWrong({ field });
  };
  const saveMerged = useEffectEvent(() => void save(stale?.typed));
  const isNewerRead = stale !== null && stale.version !== version;
  useEffect(() => {
    if (!isNewerRead) return undefined;
    // What only one of both has changed is merged, and shown first.
    const timer = setTimeout(() => {
      saveMerged();
    });
    return () => {
      clearTimeout(timer);
    };
  }, [isNewerRead]);
  const problemsOfSending = async (first?: FormValues): Promise<readonly Problem[]> => {
    const { problems: found } = await submitDraft(
      kept,
      version,
      async ({ clientMutationId, version: basis, values: typed }) => {
        const outcome = await send({
          clientMutationId,
          version: basis,
          values: { ...initial, ...typed },
          changed: typed,
        });
        if (outcome.problems !== null && isStale(outcome.problems)) setStale({ version: basis, typed });
        return outcome;
      },
      first,
    );
    if (found !== null) return found;
    announce(done);
    onClose();
    return [];
  };
  const cancel = (): void => {
    if (!isEmpty(draft)) {
      const restore = kept.discard();
      announce(t('form.discarded'), () => {
        restore();
        return Promise.resolve();
      });
    }
    onClose();
  };
  return (
    <Dialog title={title} isOpen {...(isEmpty(draft) && !isPending && { onClose })}>
      <Form
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          void save();
        }}
        validationBehavior="aria"
      >
        {restoredFrom !== null && (
          <p className="note" role="status">
            {t('form.restored', { time: clock.show(restoredFrom) })}
          </p>
        )}
        <ConflictChoices
          conflicts={conflicts.map(({ field, theirs, mine }) => ({
            key: field,
            name: fields.find((one) => one.field.name === field)!.label,
            theirs: describe(field, theirs),
            mine: describe(field, mine),
          }))}
          onResolve={(name, choice) => {
            const conflict = conflicts.find(({ field }) => field === name)!;
            kept.resolve(conflict, choice);
            if (conflicts.length > 1) focusConflicts();
            else requestAnimationFrame(() => focusField(name));
          }}
        />
        {fields.map(({ field, label, hint }) => (
          <div key={field.name} id={placeOf(field.name)}>
            <FieldInput
              field={field}
              label={label}
              hint={hint}
              value={values[field.name] ?? null}
              onChange={(value) => {
                kept.set(initial, field.name, value);
              }}
              problems={problemsOfField(problems, field.name)}
              programme={programmeIn(values)}
            />
          </div>
        ))}
        <Problems problems={problems.filter(({ field }) => !names.includes(fieldOf(field)))} />
        <div className="actions">
          <Button type="submit" look="primary" isPending={isPending} isDisabled={hasConflicts}>
            {action}
          </Button>
          <Button isDisabled={isPending} onPress={cancel}>
            {t('action.cancel')}
          </Button>
          {!isEmpty(draft) && <span className="hint">{t(isOnlyOnScreen ? 'form.onlyOnScreen' : 'form.unsaved')}</span>}
        </div>
      </Form>
    </Dialog>
  );
}
