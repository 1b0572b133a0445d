import { type FieldValue, type FormValues, isSame } from './form-values';
import { emptyDraft, type FieldChange, isEmpty, type LocalDraft, type SentInput } from './local-draft';
import { withSent } from './sent-input';
import { changedValue, type ValueChange } from './value-change';

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

/** Those of the values that were typed in fields which the editor has not discarded since. */
export function notDiscarded(typed: FormValues, { changes }: LocalDraft): FormValues {
  return Object.fromEntries(Object.entries(typed).filter(([field]) => field in changes));
}

/**
 * The draft with a new value of a field. A value that the server has is no change, unless the server may have got another one
 * meanwhile.
 */
export function withChange(
  draft: LocalDraft,
  values: FormValues,
  field: string,
  change: ValueChange<FieldValue>,
): LocalDraft {
  const { changes, sent, unconfirmed } = draft;
  const to = changedValue(change, valuesWith(values, changes)[field] ?? null);
  // The editor may have seen an empty field, whose value is null.
  const from = field in changes ? changes[field]!.from : (values[field] ?? null);
  const isChange =
    !isSame(values[field] ?? null, to) || [sent?.values[field], unconfirmed[field]].some((own) => own !== undefined);
  return {
    ...draft,
    changes: isChange ? { ...changes, [field]: { from, to } } : without(changes, field),
    changedAt: new Date().toISOString(),
  };
}

/**
 * The fields whose value on the server is neither the one that the editor saw nor one that the editor gave it, also in an input
 * that was sent and not answered.
 */
export function conflictsOf({ changes, sent, unconfirmed }: LocalDraft, values: FormValues): readonly FieldConflict[] {
  return Object.entries(changes).flatMap(([field, { from, to }]) => {
    const theirs = values[field] ?? null;
    const own = [from, to, sent?.values[field], unconfirmed[field]];
    return own.some((value) => value !== undefined && isSame(theirs, value)) ? [] : [{ field, theirs, mine: to }];
  });
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
 * The draft when the server has taken an input: what the editor has typed meanwhile, also over what was sent.
 *
 * @param taken what the server has made of it; absent: nothing else
 */
export function draftAfter(draft: LocalDraft, { clientMutationId, values }: SentInput, taken = values): LocalDraft {
  const left = Object.entries(draft.changes).flatMap(([field, change]): [string, FieldChange][] => {
    if (!(field in values)) return [[field, change]];
    return isSame(values[field]!, change.to) ? [] : [[field, { from: taken[field] ?? null, to: change.to }]];
  });
  const changes = Object.fromEntries(left);
  // Another tab may have sent another input meanwhile, which is still to be answered.
  const isOther = draft.sent !== null && draft.sent.clientMutationId !== clientMutationId;
  return isOther ? { ...draft, changes } : { ...emptyDraft, changes, changedAt: draft.changedAt };
}

/** The draft with what was typed earlier in another one, or discarded, beside what was typed since. */
export function withEarlier(draft: LocalDraft, earlier: LocalDraft): LocalDraft {
  if (isEmpty(draft)) return earlier;
  const { changes, sent, unconfirmed, changedAt } = draft;
  const before = sent === null ? earlier : withSent(earlier, sent);
  return {
    ...before,
    changes: { ...before.changes, ...changes },
    unconfirmed: { ...before.unconfirmed, ...unconfirmed },
    changedAt,
  };
}

function without(changes: Changes, field: string): Changes {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => name !== field));
}
