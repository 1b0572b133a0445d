import { useInterface } from '../../interface';
import { describeProblem } from '../../ui/problems';
import type { FieldProblems } from '../field-problems';

/** Describes the problems of a value, or of those that are not shown at its entries, in one text; null if there are none. */
export function useProblemText(): (problems: FieldProblems) => string | null {
  const { t } = useInterface();
  return (problems) => {
    const texts = new Set(problems.map(({ problem }) => describeProblem(t, problem)));
    return texts.size === 0 ? null : [...texts].join(' ');
  };
}
