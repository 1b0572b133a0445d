import type { ReactNode } from 'react';
import { useInterface } from '../../interface';
import { describeProblems } from '../../ui/problems';
import type { FieldProblems } from '../field-problems';

/** Describes the problems of a value, or of those that are not shown at its entries, in one text; null if there are none. */
export function useProblemText(): (problems: FieldProblems) => ReactNode {
  const { t } = useInterface();
  return (problems) =>
    describeProblems(
      t,
      problems.map(({ problem }) => problem),
    );
}
