import type { ResultInput } from '../../../clients/typescript/src/studio.js';
import type { Problem } from '../outcome';
import type { ContentField } from './content-type';
import type { FormValues } from './form-values';
import { type BudgetEntry, problemsOfBudget } from './inputs/budget-cells';
import { type ParticipationEntry, problemsOfParticipation } from './inputs/participation-cells';

/** Problems of one value, each with the path of the part of the value that it concerns, such as `['2', 'url']`. */
export type FieldProblems = readonly { readonly part: readonly string[]; readonly problem: Problem }[];

/** The problems of a field of an input. */
export function problemsOfField(problems: readonly Problem[], name: string): FieldProblems {
  return problems.flatMap((problem) => {
    const [, field, ...part] = problem.field?.split('.') ?? [];
    return field === name ? [{ part, problem }] : [];
  });
}

/** The problems of an entry of a list. */
export function problemsOfEntry(problems: FieldProblems, index: number): FieldProblems {
  return problems
    .filter(({ part }) => part[0] === String(index))
    .map(({ part, problem }) => ({ part: part.slice(1), problem }));
}

/** The problems of a part of a value, by its name; `part` null: those of the value as a whole. */
export function problemsOfPart(problems: FieldProblems, part: string | null): FieldProblems {
  return part === null
    ? problems.filter((one) => one.part.length === 0)
    : problems.filter((one) => one.part[0] === part).map((one) => ({ ...one, part: one.part.slice(1) }));
}

/**
 * Problems that keep the server from checking an input as a whole: empty required fields, missing or invalid dates, and invalid
 * text in cells of tables, which the form keeps. They are reported together, before the form is sent.
 */
export function problemsBeforeSending(fields: Iterable<ContentField>, values: FormValues): readonly Problem[] {
  return [...fields].flatMap(({ name, kind, isRequired }): Problem[] => {
    const value = values[name] ?? null;
    const problem = { field: `input.${name}`, message: '', version: null };
    if (isRequired && (value === null || value === '')) return [{ ...problem, code: 'REQUIRED' }];
    if (kind === 'PARTIAL_DATE' && typeof value === 'string' && !isPartialDate(value)) {
      return [{ ...problem, code: 'NOT_A_DATE', message: value }];
    }
    if (kind === 'PARTICIPATION' || kind === 'BUDGETS') {
      const found =
        kind === 'BUDGETS'
          ? (value as readonly BudgetEntry[]).map(problemsOfBudget)
          : (value as readonly ParticipationEntry[]).map(problemsOfParticipation);
      return found.flatMap((own, index) =>
        own.map(({ part, code, text }) => ({
          ...problem,
          field: `input.${name}.${index}.${part}`,
          code,
          message: text,
        })),
      );
    }
    if (kind === 'RESULTS') {
      return periodsWithoutDays(value as readonly ResultInput[]).map((path) => ({
        ...problem,
        field: `input.${name}.${path}`,
        code: 'REQUIRED',
      }));
    }
    return [];
  });
}

/** The paths of the days of periods that are missing. */
function periodsWithoutDays(results: readonly ResultInput[]): string[] {
  return results.flatMap(({ indicators }, result) =>
    (indicators ?? []).flatMap(({ periods }, indicator) =>
      (periods ?? []).flatMap((period, index) =>
        (['start', 'end'] as const)
          .filter((day) => period[day] === '')
          .map((day) => `${result}.indicators.${indicator}.periods.${index}.${day}`),
      ),
    ),
  );
}

function isPartialDate(text: string): boolean {
  if (!/^\d{4}(?:-\d\d){0,2}$/.test(text)) return false;
  const day = `${text}${'-01'.repeat((10 - text.length) / 3)}`;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
