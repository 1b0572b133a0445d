import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { Outcome, Problem } from '../api';
import type { FieldConflict } from './draft-changes';
import { changesAfter, conflictsOf, valuesOfChanges, valuesWith, withChange, withResolution } from './draft-changes';
import type { FieldValue, FormValues } from './form-values';
import { type DraftKey, emptyDraft, isEmpty, type LocalDraft, type SentInput, writeDraft } from './local-draft';
import { withFailure, withSent } from './sent-input';
import { useLocalDraft } from './use-local-draft';
import type { ValueChange } from './value-change';

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
  /**
   * Says why the changes cannot be saved on the item as the server has it now, which the editor may not have seen. Absent: they
   * always can.
   */
  readonly findObstacle?: (base: T) => Problem | null;
  /** Called when a new item exists, of which not everything may be saved yet. */
  readonly onCreated?: (item: T) => void;
  /** Called when everything is saved. */
  readonly onSaved: () => void;
}

/** Values that are sent beside the changes of the editor. */
export type MoreValues = (shown: FormValues) => FormValues;

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
  /** Always the same function. */
  readonly set: (field: string, change: ValueChange<FieldValue>) => void;
  readonly resolve: (conflict: FieldConflict, choice: 'theirs' | 'mine') => void;
  /**
   * @param also gives values that are sent with the changes, and not kept in the browser, such as a state. Called with what the
   *   form shows on the newest values of the server, each time that something is sent
   */
  readonly save: (also?: MoreValues) => Promise<readonly Problem[]>;
  /** Forgets the changes. Returns a function that brings them back. */
  readonly discard: () => () => void;
}

const nothingMore: MoreValues = () => ({});

/** How often a save is tried again because others save at the same time. */
const MAX_REBASES = 5;

/**
 * The state of a form: the newest values of the server, and what the editor has changed, which the browser keeps until it is
 * saved. Fields that others change are shown at once, apart from those that the editor has changed as well: see `conflicts`.
 */
export function useItemForm<T extends Editable>(options: ItemFormOptions<T>): ItemForm {
  const { draftKeyOf, send, load, findObstacle, onCreated, onSaved } = options;
  const { draft, latest, restoredFrom, isOnlyOnScreen, keep, moveTo, isGone, settle, discard } = useLocalDraft(
    draftKeyOf(options.item.id),
  );
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isSaving, setSaving] = useState(false);
  const [answered, setAnswered] = useState<T | null>(null);
  // What was just read or saved may be newer than what the screen has read.
  const item = newer(options.item, answered);
  // An upload that was begun before a save changes what the server has after it.
  const newest = useRef(item.values);
  useLayoutEffect(() => {
    newest.current = item.values;
  }, [item.values]);
  const set = useCallback<ItemForm['set']>(
    (field, change) => {
      keep((before) => withChange(before, newest.current, field, change));
    },
    [keep],
  );

  /** Sends an input until it is known what has become of it. */
  const deliver = async (sent: SentInput): Promise<Outcome<T>> => {
    const isRepeated = latest().sent?.clientMutationId === sent.clientMutationId;
    keep((before) => withSent(before, sent));
    const outcome = await send(sent);
    if (outcome.problems === null) {
      const { id, version, values } = outcome.data;
      // The answer to a repeated input is the item as it is now. Somebody else may have changed it after this editor.
      const taken = (version ?? 0) > (sent.version ?? 0) + 1 ? sent.values : values;
      const withoutSent = (before: LocalDraft): LocalDraft => ({
        ...before,
        sent: null,
        unconfirmed: {},
        changes: changesAfter(before.changes, sent.values, taken),
      });
      if (sent.id === null && isGone()) {
        // What the form of another new item shows stays. If it has begun with what was sent, it goes on with the item that exists.
        keep((before) => (isEmpty(withoutSent(before)) ? emptyDraft : before));
        return outcome;
      }
      // What was typed while a new item was created belongs to that item.
      moveTo(draftKeyOf(id));
      keep(withoutSent);
      setAnswered(outcome.data);
      if (sent.id === null) {
        writeDraft(draftKeyOf(null), emptyDraft);
        onCreated?.(outcome.data);
      }
    } else {
      keep((before) => withFailure(before, outcome.problems, isRepeated));
    }
    return outcome;
  };

  const saveOn = async (base: T, also: MoreValues, attempt = 0): Promise<Outcome<T>> => {
    const { changes, sent, changedAt } = latest();
    // Another form of the item may be shown by now. What is typed there is saved when the editor wants it.
    const isTakenOver = (): boolean => isGone() && latest().changedAt !== changedAt;
    if (sent !== null) {
      const outcome = await deliver(sent);
      if (outcome.problems === null) {
        if ((sent.id === null && isGone()) || isTakenOver()) return outcome;
        return conflictsOf(latest(), outcome.data.values).length > 0
          ? changedMeanwhile(outcome.data)
          : saveOn(outcome.data, also, attempt);
      }
      if (latest().sent !== null) return outcome;
    }
    const shown = valuesWith(base.values, changes);
    const values = { ...(base.id === null && base.values), ...valuesOfChanges(changes), ...also(shown) };
    if (Object.keys(values).length === 0) return { data: base, problems: null };
    const obstacle = findObstacle?.(base) ?? null;
    if (obstacle !== null) return { data: null, problems: [obstacle] };
    const outcome = await deliver({
      clientMutationId: crypto.randomUUID(),
      id: base.id,
      version: base.version,
      values,
    });
    if (outcome.problems === null && base.id === null && !isGone()) return saveOn(outcome.data, nothingMore);
    if (!outcome.problems?.some(({ code, version }) => code === 'CONFLICT' && version !== null)) return outcome;
    const reread = await load(base.id!);
    if (reread.problems !== null) return reread;
    setAnswered(reread.data);
    const hasConflicts = conflictsOf(latest(), reread.data.values).length > 0;
    return hasConflicts || isTakenOver() || attempt === MAX_REBASES ? outcome : saveOn(reread.data, also, attempt + 1);
  };

  const save: ItemForm['save'] = async (also = nothingMore) => {
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
    conflicts: draft.sent === null ? conflictsOf(draft, item.values) : [],
    problems,
    set,
    resolve: (conflict, choice) => {
      keep((before) => ({ ...before, changes: withResolution(before.changes, conflict, choice) }));
    },
    save,
    discard: () => {
      setProblems([]);
      return discard();
    },
  };
}

function changedMeanwhile({ version }: Editable): Outcome<never> {
  return { data: null, problems: [{ code: 'CONFLICT', field: null, message: '', version }] };
}

function newer<T extends Editable>(read: T, answered: T | null): T {
  return answered !== null && (answered.version ?? 0) > (read.version ?? 0) ? answered : read;
}
