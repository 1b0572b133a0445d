import { isSame, isSameValues, type FieldValue, type FormValues } from './form-values';
import type { FieldChange, LocalDraft } from './local-draft';

type Changes = LocalDraft['changes'];

/** A field that the editor and somebody else have changed. */
export interface FieldConflict {
  readonly field: string;
  readonly theirs: FieldValue;
  readonly mine: FieldValue;
}

/** What the form shows: the values of the server with the editor's changes. */
export function valuesWith(values: FormValues, changes: Changes): FormValues {
  return { ...values, ...valuesOfChanges(changes) };
}

export function valuesOfChanges(changes: Changes): FormValues {
  return Object.fromEntries(Object.entries(changes).map(([field, { to }]) => [field, to]));
}

/** The changes with a new value of a field. A value that the server has is none. */
export function withChange(changes: Changes, values: FormValues, field: string, to: FieldValue): Changes {
  // The editor may have seen an empty field, whose value is null.
  const from = field in changes ? changes[field]!.from : (values[field] ?? null);
  return isSame(values[field] ?? null, to) ? without(changes, field) : { ...changes, [field]: { from, to } };
}

/** The fields whose value on the server is neither the one that the editor saw nor the one that the editor gave it. */
export function conflictsOf(changes: Changes, values: FormValues): readonly FieldConflict[] {
  return Object.entries(changes).flatMap(([field, { from, to }]) => {
    const theirs = values[field] ?? null;
    return isSame(theirs, from) || isSame(theirs, to) ? [] : [{ field, theirs, mine: to }];
  });
}

/**
 * The conflicts of a draft, of which something may have been sent and not answered. The same values are sent again as they were,
 * so that the server compares them; and a value that was sent is the editor's own.
 */
export function conflictsOfDraft(
  { changes, sent }: Pick<LocalDraft, 'changes' | 'sent'>,
  values: FormValues,
): readonly FieldConflict[] {
  if (sent === null) return conflictsOf(changes, values);
  if (isSameValues(sent.values, valuesOfChanges(changes))) return [];
  return conflictsOf(changes, values).filter(
    ({ field, theirs }) => !(field in sent.values && isSame(sent.values[field]!, theirs)),
  );
}

/** The changes after the editor has chosen between both values of a field. */
export function withResolution(
  changes: Changes,
  { field, theirs, mine }: FieldConflict,
  choice: 'theirs' | 'mine',
): Changes {
  return choice === 'theirs' ? without(changes, field) : { ...changes, [field]: { from: theirs, to: mine } };
}

/**
 * The changes that remain when the server has taken values: those that the editor has made meanwhile.
 *
 * @param sent what was sent
 * @param values what the server has now
 */
export function changesAfter(changes: Changes, sent: FormValues, values: FormValues): Changes {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([field, change]): [string, FieldChange][] => {
      if (!(field in sent)) return [[field, change]];
      return isSame(sent[field]!, change.to) ? [] : [[field, { from: values[field]!, to: change.to }]];
    }),
  );
}

function without(changes: Changes, field: string): Changes {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => name !== field));
}
