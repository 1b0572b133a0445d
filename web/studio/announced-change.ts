import { type ReactNode, useState } from 'react';
import { isStale } from './forms/sent-input';
import type { Outcome, Problem } from './outcome';
import { useAnnounce } from './ui/announcements';

/** Changes by a button: each is announced when it is done, and its problems are shown otherwise. */
export function useAnnouncedChange() {
  const announce = useAnnounce();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  return {
    /** The problems of the latest change. */
    problems,
    /** @param onStale called if what the change was based on has changed meanwhile */
    report: async (change: Promise<Outcome<unknown>>, done: ReactNode, onStale?: () => void): Promise<void> => {
      const outcome = await change;
      setProblems(outcome.problems ?? []);
      if (outcome.problems === null) announce(done);
      else if (isStale(outcome.problems)) onStale?.();
    },
    /** Removes the problems, since the editor does something else. */
    clear: (): void => {
      setProblems([]);
    },
  };
}
