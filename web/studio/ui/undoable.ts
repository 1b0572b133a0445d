import { type ReactNode, useCallback } from 'react';
import { useInterface } from '../interface';
import type { Outcome, Problem } from '../outcome';
import { useAnnounce } from './announcements';
import { describeProblem } from './problems';

/** A change that is announced when it is done, with a way to undo it. */
export interface UndoableChange<T> {
  /** What is announced. */
  readonly done: ReactNode;
  readonly change: () => Promise<Outcome<T>>;
  /** Undoes the change, with what it returned; absent: it cannot be undone. */
  readonly undo?: (data: T) => Promise<Outcome<unknown>>;
}

/** Makes a change. Returns its problems, which are empty if it is done. */
export type MakeChange = <T>(change: UndoableChange<T>) => Promise<readonly Problem[]>;

/** Makes changes that are announced and can be undone. */
export function useUndoable(): MakeChange {
  const { t } = useInterface();
  const announce = useAnnounce();
  return useCallback<MakeChange>(
    async ({ done, change, undo }) => {
      const { data, problems } = await change();
      if (problems !== null) return problems;
      if (undo === undefined) announce(done);
      else
        announce(done, async () => {
          const undone = await undo(data);
          announce(undone.problems === null ? t('action.undone') : describeProblem(t, undone.problems[0]!));
        });
      return [];
    },
    [t, announce],
  );
}
