import type { ReactElement } from 'react';
import { fieldName } from '../content/field-name';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { describeProblem } from '../ui/problems';
import { focusField } from './field-place';

interface ProblemSummaryProps {
  readonly problems: readonly Problem[];
  /** The fields that the form shows. */
  readonly fields: readonly string[];
}

/** What is wrong with the fields of a form, with the way to each; nothing if nothing is. */
export function ProblemSummary({ problems, fields }: ProblemSummaryProps): ReactElement | null {
  const { t } = useInterface();
  const placed = problems.filter(({ field }) => fields.includes(fieldOf(field)));
  if (placed.length === 0) return null;
  return (
    <nav className="problems" aria-label={t('form.problems')}>
      <p>{t('form.problemCount', { count: placed.length })}</p>
      <ul>
        {placed.map((problem, index) => (
          <li key={index}>
            <a
              href={`#field-${fieldOf(problem.field)}`}
              onClick={(event) => {
                event.preventDefault();
                focusField(fieldOf(problem.field));
              }}
            >
              {fieldName(t, fieldOf(problem.field))}
            </a>
            : {describeProblem(t, problem)}
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The name of the field in a path such as `input.links.0.url`. */
export function fieldOf(path: string | null): string {
  return path?.split('.')[1] ?? '';
}
