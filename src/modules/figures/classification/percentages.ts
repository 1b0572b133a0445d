import type { FieldCheck } from '../../../core/fields/field';
import { decimalJson } from '../../../core/fields/field-kinds';
import { decimalOf, nanosOf } from '../../../core/types/decimal';

const HUNDRED = nanosOf('100');

/** The type of a percentage in imported files. */
export const percentageJson = decimalJson.nullable().default(null);

/** Checks that percentages are above 0, and that either all entries have one and they add up to 100, or none has one. */
export function checkPercentages(
  entries: readonly { readonly percentage: string | null }[],
  { problems, path }: Pick<FieldCheck, 'problems' | 'path'>,
): void {
  const given = entries.map(({ percentage }) => (percentage === null ? null : nanosOf(percentage)));
  if (given.every((nanos) => nanos === null)) return;
  const wrong = given.map((nanos) => nanos === null || nanos <= 0n || nanos > HUNDRED);
  for (const [index, nanos] of given.entries()) {
    if (!wrong[index]) continue;
    const place = `${path}.${index}.percentage`;
    if (nanos === null) problems.add(place, 'REQUIRED', 'must be given, because another entry has one');
    else problems.add(place, 'INVALID', 'must be above 0 and at most 100');
  }
  if (wrong.includes(true)) return;
  const sum = given.reduce<bigint>((total, nanos) => total + (nanos ?? 0n), 0n);
  if (sum !== HUNDRED) {
    problems.add(path, 'INCONSISTENT', `must have percentages that add up to 100, or none, but has ${decimalOf(sum)}`);
  }
}

/** An entry of a CSV cell: a key, and a percentage if it has one: `KG: 33.3`. */
export const shareCell = {
  format: (key: string, percentage: string | null): string => (percentage === null ? key : `${key}: ${percentage}`),
  parse: (text: string): { readonly key: string; readonly percentage: string | null } => {
    const [key = '', ...rest] = text.split(':');
    return { key: key.trimEnd(), percentage: rest.length === 0 ? null : rest.join(':').trimStart() };
  },
};
