import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { focusConflicts } from './conflict-choices';
import type { ContentField } from './content-type';
import type { Editable } from './draft';
import { focusField } from './field-place';
import { problemsBeforeSending } from './field-problems';
import type { MoreValues } from './item-save';
import { fieldOf } from './problem-summary';
import { isStale } from './sent-input';
import { type FormPlace, useUnseenProblems } from './unseen-problems';
import type { ItemForm } from './use-item-form';

interface CheckedSave {
  /** What is wrong with what the form shows. */
  readonly problems: readonly Problem[];
  /** Saves, unless the form itself finds problems. Shows the first problem. Returns all of them. */
  readonly save: (also?: MoreValues) => Promise<readonly Problem[]>;
  /** Forgets the problems that the form itself has found. */
  readonly forget: () => void;
}

/**
 * @param fields the fields of the form, in the order in which it shows them
 * @param placeOf says where the form of an item is, which may be one that a save has just created
 */
export function useCheckedSave<T extends Editable>(
  form: ItemForm<T>,
  fields: readonly ContentField[],
  placeOf: (item: T) => FormPlace,
): CheckedSave {
  const announce = useAnnounce();
  const announceUnseen = useUnseenProblems();
  const [ownProblems, setOwnProblems] = useState<readonly Problem[]>([]);
  // The focus moves only in the form that was saved, which may no longer be shown.
  const [wrong, setWrong] = useState<{ readonly field: string } | null>(null);
  useEffect(() => {
    if (wrong !== null) focusField(wrong.field);
  }, [wrong]);
  // A long form takes more than a frame to show the conflicts. They get the focus once for each save that they have prevented.
  const [refusals, setRefusals] = useState(0);
  const shownRefusals = useRef(0);
  const hasConflicts = form.conflicts.length > 0;
  useEffect(() => {
    if (!hasConflicts || shownRefusals.current === refusals) return;
    shownRefusals.current = refusals;
    focusConflicts();
  }, [refusals, hasConflicts]);
  return {
    problems: [...ownProblems, ...form.problems],
    save: async (also) => {
      const own = problemsBeforeSending(fields, form.values);
      setOwnProblems(own);
      const found = own.length > 0 ? own : await form.save(also);
      const first = fields.find(({ name }) => found.some(({ field }) => fieldOf(field) === name));
      if (found.length > 0) {
        if (form.isShown()) announce(null);
        else announceUnseen(placeOf(form.item()), found);
      }
      if (isStale(found)) setRefusals((before) => before + 1);
      if (first !== undefined) setWrong({ field: first.name });
      return found;
    },
    forget: () => {
      setOwnProblems([]);
    },
  };
}
