import { useMemo, useState, type ReactElement, type SyntheticEvent } from 'react';
import type { Outcome, Problem } from '../api';
import { fieldName } from '../content/field-name';
import { useInterface, type MessageKey } from '../interface';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Conflicts } from './conflicts';
import type { ContentField } from './content-type';
import { focusField, placeOf } from './field-place';
import { problemsBeforeSending, problemsOfField } from './field-problems';
import type { FormSection } from './form-section';
import './forms.css';
import { FieldInput } from './inputs/field-input';
import type { DraftKey, SentInput } from './local-draft';
import { fieldOf, ProblemSummary } from './problem-summary';
import { namesIn, ReferenceNamesContext } from './reference-names';
import { useItemForm, type Editable } from './use-item-form';

interface ItemFormProps<T extends Editable> {
  readonly fields: ReadonlyMap<string, ContentField>;
  readonly sections: readonly FormSection[];
  readonly item: T;
  readonly draftKey: DraftKey;
  readonly send: (sent: SentInput) => Promise<Outcome<T>>;
  readonly load: () => Promise<Outcome<T>>;
  readonly onSaved: (item: T) => void;
}

/** Help for fields whose meaning their label does not tell. */
const hints: Readonly<Record<string, MessageKey>> = {
  slug: 'hint.slug',
  year: 'hint.year',
  publishedAt: 'hint.publishedAt',
  originalLocale: 'hint.originalLocale',
  identifier: 'hint.identifier',
};

/** The form of an item, laid out in sections. */
export function ItemForm<T extends Editable>(props: ItemFormProps<T>): ReactElement {
  const { fields, sections, item, draftKey, send, load, onSaved } = props;
  const { t, dates } = useInterface();
  const announce = useAnnounce();
  const form = useItemForm({
    item,
    draftKey,
    send,
    load,
    onSaved: (saved) => {
      announce(t('form.saved'));
      onSaved(saved);
    },
  });
  const [ownProblems, setOwnProblems] = useState<readonly Problem[]>([]);
  const names = useMemo(() => namesIn(item), [item]);
  const problems = [...ownProblems, ...form.problems];
  const shown = sections.flatMap((section) => section.fields);

  const save = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const own = problemsBeforeSending(fields.values(), form.values);
    setOwnProblems(own);
    const found = own.length > 0 ? own : await form.save();
    const first = shown.find((name) => found.some(({ field }) => fieldOf(field) === name));
    if (found.some(({ code, version }) => code === 'CONFLICT' && version !== null)) focusConflicts();
    else if (first !== undefined) requestAnimationFrame(() => focusField(first));
  };
  const discard = (): void => {
    const restore = form.discard();
    setOwnProblems([]);
    announce(t('form.discarded'), () => {
      restore();
      return Promise.resolve();
    });
  };
  return (
    <ReferenceNamesContext value={names}>
      <form className="item" noValidate onSubmit={(event) => void save(event)}>
        {form.restoredFrom !== null && (
          <div className="note" role="status">
            <p>{t('form.restored', { time: dates.time(form.restoredFrom) })}</p>
            <Button onPress={discard}>{t('form.discard')}</Button>
          </div>
        )}
        <Conflicts
          conflicts={form.conflicts}
          fields={fields}
          onResolve={(conflict, choice) => {
            form.resolve(conflict, choice);
            if (form.conflicts.length > 1) focusConflicts();
            else requestAnimationFrame(() => focusField(conflict.field));
          }}
        />
        <ProblemSummary
          problems={problems.filter(({ code, version }) => code !== 'CONFLICT' || version === null)}
          fields={shown}
        />
        {sections.map(({ title, fields: placed }) => (
          <fieldset key={title}>
            <legend>{t(title)}</legend>
            {placed.map((name) => (
              <div key={name} id={placeOf(name)}>
                <FieldInput
                  field={fields.get(name)!}
                  label={fieldName(t, name)}
                  hint={hints[name] === undefined ? undefined : t(hints[name])}
                  value={form.values[name] ?? null}
                  onChange={(value) => {
                    form.set(name, value);
                  }}
                  problems={problemsOfField(problems, name)}
                  values={form.values}
                />
              </div>
            ))}
          </fieldset>
        ))}
        <div className="save actions">
          <Button type="submit" look="primary" isPending={form.isSaving} isDisabled={form.conflicts.length > 0}>
            {t('form.save')}
          </Button>
          {form.isChanged && <Button onPress={discard}>{t('form.discard')}</Button>}
          <span className="hint">
            {form.isOnlyOnScreen
              ? t('form.onlyOnScreen')
              : t(form.isChanged ? 'form.unsaved' : item.id === null ? 'form.nothingTyped' : 'form.allSaved')}
          </span>
        </div>
      </form>
    </ReferenceNamesContext>
  );
}

function focusConflicts(): void {
  requestAnimationFrame(() => document.getElementById(placeOf('conflicts'))?.focus());
}
