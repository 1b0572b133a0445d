import { useCallback, useEffect, useEffectEvent, useLayoutEffect } from 'react';
import type { Problem } from '../outcome';
import type { Editable } from './draft';
import { conflictsOf, type FieldConflict, valuesWith } from './draft-changes';
import type { FieldValue, FormValues } from './form-values';
import { type ItemOperations, type MoreValues, saveItem } from './item-save';
import { isEmpty } from './local-draft';
import { useDraft } from './use-draft';
import type { ValueChange } from './value-change';

interface ItemFormOptions<T extends Editable> extends ItemOperations<T> {
  readonly item: T;
  /** Called by the form of a new item when that exists, of which not everything may be saved yet. */
  readonly onCreated?: (item: T) => void;
  /** Called when what was typed is saved, also if the form is no longer shown. */
  readonly onSaved: () => void;
}

export interface ItemForm<T extends Editable = Editable> {
  readonly values: FormValues;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** True if the screen still shows what is typed, in this form or in another one. */
  readonly isShown: () => boolean;
  /** What the form edits, as the tab knows it now, whether or not the form is still shown. */
  readonly item: () => T;
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
   * Saves what was typed so far. What is typed later waits for the next save.
   *
   * @param also gives values that are sent with the changes, and not kept in the browser, such as a state. Called with what was
   *   typed on the newest values of the server, each time that something is sent
   */
  readonly save: (also?: MoreValues) => Promise<readonly Problem[]>;
  /** Forgets the changes. Returns a function that brings them back. */
  readonly discard: () => () => void;
}

const nothingMore: MoreValues = () => ({});

/**
 * The state of a form: the newest values of the server, and what the editor has changed, which the browser keeps until it is
 * saved. Fields that others change are shown at once, apart from those that the editor has changed as well: see `conflicts`.
 */
export function useItemForm<T extends Editable>(options: ItemFormOptions<T>): ItemForm<T> {
  const { item: read, draftKeyOf, onCreated, onSaved } = options;
  const { kept, ...state } = useDraft(draftKeyOf(read.id), read);
  const { draft, saving } = state;
  const item = state.item!;
  useLayoutEffect(() => {
    kept.know(read);
  }, [kept, read]);
  const isCreated = read.id === null && item.id !== null;
  const goOn = useEffectEvent(() => onCreated?.(item));
  useEffect(() => {
    if (isCreated) goOn();
  }, [isCreated]);
  const set = useCallback<ItemForm['set']>(
    (field, change) => {
      // An upload that was begun before a save changes what the server has after it.
      kept.set(kept.state().item!.values, field, change);
    },
    [kept],
  );
  return {
    values: valuesWith(item.values, draft.changes),
    isChanged: !isEmpty(draft),
    isSaving: saving !== null,
    isShown: () => kept.isShown,
    item: () => kept.state().item!,
    restoredFrom: state.restoredFrom,
    isOnlyOnScreen: state.isOnlyOnScreen,
    // While it is not known what has become of an input, the values of the server may be those of this editor.
    conflicts: draft.sent === null && saving === null ? conflictsOf(draft, item.values) : [],
    problems: state.problems,
    set,
    resolve: kept.resolve,
    save: async (also = nothingMore) => {
      const outcome = await saveItem(kept, options, also);
      if (outcome.problems !== null) return outcome.problems;
      onSaved();
      return [];
    },
    discard: kept.discard,
  };
}
