import type { Problem } from '../api';
import type { FormValues } from './form-values';
import type { ContentField } from './content-type';
import { isSendable, PARTICIPATION_COLUMNS, type ParticipationEntry } from './inputs/participation-cells';

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

/**
 * Problems that keep an input from being checked as a whole: required fields that are empty, dates that are none, and cells that
 * have no code of a country or no number. Found here, they are shown together.
 */
export function problemsBeforeSending(fields: Iterable<ContentField>, values: FormValues): readonly Problem[] {
  return [...fields].flatMap(({ name, kind, isRequired }): Problem[] => {
    const value = values[name] ?? null;
    const problem = { field: `input.${name}`, message: '', version: null };
    if (isRequired && (value === null || value === '')) return [{ ...problem, code: 'REQUIRED' }];
    if (kind === 'PARTIAL_DATE' && typeof value === 'string' && !isPartialDate(value)) {
      return [{ ...problem, code: 'INVALID', message: value }];
    }
    if (kind === 'PARTICIPATION') {
      return (value as readonly ParticipationEntry[]).flatMap((entry, index) =>
        PARTICIPATION_COLUMNS.filter((column) => !isSendable(column, entry[column])).map((column) => ({
          ...problem,
          field: `input.${name}.${index}.${column}`,
          code: 'INVALID',
          message: String(entry[column]),
        })),
      );
    }
    return [];
  });
}

function isPartialDate(text: string): boolean {
  if (!/^\d{4}(?:-\d\d){0,2}$/.test(text)) return false;
  const day = `${text}${'-01'.repeat((10 - text.length) / 3)}`;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
