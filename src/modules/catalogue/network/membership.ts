import { firstDay } from '../../../core/types/partial-date';
import type { MemberCountry } from './member-country.entity';

/**
 * Whether a membership holds on a day (`2026-11-24`): it has begun, and has not ended. One whose beginning is unknown
 * has begun; dates known to the year or month count from their first day.
 */
export function holdsOn({ since, until }: Pick<MemberCountry, 'since' | 'until'>, day: string): boolean {
  const begun = firstDay(since);
  const ended = firstDay(until);
  return (begun === null || begun <= day) && (ended === null || day < ended);
}
