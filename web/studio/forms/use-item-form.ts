import { useRef, useState } from 'react';
import type { Outcome, Problem } from '../api';
import { changesAfter, conflictsOf, valuesOfChanges, valuesWith, withChange, withResolution } from './draft-changes';
import type { FieldConflict } from './draft-changes';
import type { FieldValue, FormValues } from './form-values';
import { emptyDraft, isEmpty, writeDraft, type DraftKey, type LocalDraft, type SentInput } from './local-draft';
import { useLocalDraft } from './use-local-draft';

/** What the form edits, as the server has it. */
export interface Editable {
  /** Null for a new item. */
  readonly id: string | null;
  /** Null for a new item. */
  readonly version: number | null;
  readonly values: FormValues;
}

interface ItemFormOptions<T extends Editable> {
  readonly item: T;
  /** @param id null for a new item */
  readonly draftKeyOf: (id: string | null) => DraftKey;
  readonly send: (sent: SentInput) => Promise<Outcome<T>>;
  /** Reads the item as it is now. */
  readonly load: (id: string) => Promise<Outcome<T>>;
  /** Called when a new item exists, of which not everything may be saved yet. */
  readonly onCreated?: (item: T) => void;
  /** Called when everything is saved. */
  readonly onSaved: () => void;
}

export interface ItemForm {
  readonly values: FormValues;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Time of the last change of what was found in the browser when the form was opened; null if there was nothing. */
  readonly restoredFrom: string | null;
  /** True if the browser cannot keep what is typed. */
  readonly isOnlyOnScreen: boolean;
  readonly conflicts: readonly FieldConflict[];
  readonly problems: readonly Problem[];
  readonly set: (field: string, value: FieldValue) => void;
  readonly resolve: (conflict: FieldConflict, choice: 'theirs' | 'mine') => void;
  /** @param also values that are sent with the changes, and not kept in the browser, such as a state */
  readonly save: (also?: FormValues) => Promise<readonly Problem[]>;
  /** Forgets the changes. Returns a function that brings them back. */
  readonly discard: () => () => void;
}

/** With these, it is not known whether the server has done the work. */
const UNANSWERED = ['OFFLINE', 'TIMEOUT', 'CANCELLED', 'INTERNAL_SERVER_ERROR'];

/** How often a save is tried again because others save at the same time. */
const MAX_REBASES = 5;

/**
 * The state of a form: the newest values of the server, and what the editor has changed, which the browser keeps until it is
 * saved. Fields that others change are shown at once, apart from those that the editor has changed as well: see `conflicts`.
 */
export function useItemForm<T extends Editable>(options: ItemFormOptions<T>): ItemForm {
  const { draftKeyOf, send, load, onCreated, onSaved } = options;
  /** The id of the item that the form edits; null until it exists. */
  const id = useRef(options.item.id);
  const { draft, latest, restoredFrom, isOnlyOnScreen, keep, settle, discard } = useLocalDraft(() =>
    draftKeyOf(id.current),
  );
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isSaving, setSaving] = useState(false);
  const [answered, setAnswered] = useState<T | null>(null);
  // What was just read or saved may be newer than what the screen has read.
  const item = newer(options.item, answered);
  const change = (changeOf: (changes: LocalDraft['changes']) => LocalDraft['changes']): void => {
    keep((before) => ({ ...before, changes: changeOf(before.changes), changedAt: new Date().toISOString() }));
  };

  /** Sends an input until it is known what has become of it. */
  const deliver = async (sent: SentInput): Promise<Outcome<T>> => {
    keep((before) => ({ ...before, sent }));
    const outcome = await send(sent);
    if (outcome.problems === null) {
      // What was typed while a new item was created belongs to that item.
      id.current = outcome.data.id;
      keep((before) => ({
        ...before,
        sent: null,
        changes: changesAfter(before.changes, sent.values, outcome.data.values),
      }));
      setAnswered(outcome.data);
      if (sent.id === null) {
        writeDraft(draftKeyOf(null), emptyDraft);
        onCreated?.(outcome.data);
      }
    } else if (!isUnanswered(outcome.problems)) {
      keep((before) => ({ ...before, sent: null }));
    }
    return outcome;
  };

  const saveOn = async (base: T, also: FormValues, attempt = 0): Promise<Outcome<T>> => {
    const { changes, sent } = latest();
    if (sent !== null) {
      const outcome = await deliver(sent);
      if (outcome.problems === null) return saveOn(outcome.data, also, attempt);
      if (latest().sent !== null) return outcome;
    }
    const values = { ...(base.id === null && base.values), ...valuesOfChanges(changes), ...also };
    if (Object.keys(values).length === 0) return { data: base, problems: null };
    const outcome = await deliver({
      clientMutationId: crypto.randomUUID(),
      id: base.id,
      version: base.version,
      values,
    });
    if (outcome.problems === null && base.id === null) return saveOn(outcome.data, {});
    if (!outcome.problems?.some(({ code, version }) => code === 'CONFLICT' && version !== null)) return outcome;
    const reread = await load(base.id!);
    if (reread.problems !== null) return reread;
    setAnswered(reread.data);
    const hasConflicts = conflictsOf(latest().changes, reread.data.values).length > 0;
    return hasConflicts || attempt === MAX_REBASES ? outcome : saveOn(reread.data, also, attempt + 1);
  };

  const save: ItemForm['save'] = async (also = {}) => {
    setSaving(true);
    const outcome = await saveOn(item, also);
    setSaving(false);
    setProblems(outcome.problems ?? []);
    if (outcome.problems !== null) return outcome.problems;
    settle();
    onSaved();
    return [];
  };

  return {
    values: valuesWith(item.values, draft.changes),
    isChanged: !isEmpty(draft),
    isSaving,
    restoredFrom,
    isOnlyOnScreen,
    // While it is not known what has become of an input, the values of the server may be those of this editor.
    conflicts: draft.sent === null ? conflictsOf(draft.changes, item.values) : [],
    problems,
    set: (field, value) => {
      change((changes) => withChange(changes, item.values, field, value));
    },
    resolve: (conflict, choice) => {
      change((changes) => withResolution(changes, conflict, choice));
    },
    save,
    discard: () => {
      setProblems([]);
      return discard();
    },
  };
}

/** True if it is not known whether the server has done what it was asked to. */
export function isUnanswered(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => UNANSWERED.includes(code));
}

function newer<T extends Editable>(read: T, answered: T | null): T {
  return answered !== null && (answered.version ?? 0) > (read.version ?? 0) ? answered : read;
}
