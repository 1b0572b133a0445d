import type { Problems } from '../mutations/problems';
import { firstDay, lastDay } from '../types/partial-date';

/**
 * What takes place ends on or after the day on which it starts. Dates are known to a day, a month or a year.
 *
 * @param fields of the input that the dates come from
 */
export function checkPeriod(
  { startsOn, endsOn }: { readonly startsOn: string | null; readonly endsOn: string | null },
  problems: Problems,
  fields = { startsOn: 'startsOn', endsOn: 'endsOn' },
): void {
  const end = `input.${fields.endsOn}`;
  if (startsOn === null || endsOn === null || problems.has(`input.${fields.startsOn}`, end)) return;
  if (firstDay(startsOn)! > lastDay(endsOn)) {
    problems.add(end, 'INCONSISTENT', `must not be before ${fields.startsOn}`);
  }
}
