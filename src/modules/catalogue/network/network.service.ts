import type { RequestContext } from '../../../core/access/request-context';
import { dayOf } from '../../../core/time';
import { firstDay } from '../../../core/types/partial-date';
import type { MemberCountry, MembershipKind } from './member-country.entity';
import { memberCountriesByNetworkId } from './network.loaders';

/**
 * Finds the memberships of a network on a day.
 *
 * @param day such as `2026-11-24`; null means today in UTC
 * @param kinds null means all kinds
 */
export async function memberCountriesOn(
  { loaders, now }: RequestContext,
  networkId: number,
  day: string | null,
  kinds: readonly MembershipKind[] | null,
): Promise<MemberCountry[]> {
  const on = day ?? dayOf(now);
  const members = await loaders.load(memberCountriesByNetworkId, networkId);
  return members.filter((member) => holdsOn(member, on) && (kinds?.includes(member.kind) ?? true));
}

/**
 * True if the membership has begun and not ended on a day (`2026-11-24`). A membership without a known beginning has
 * begun. A date that is known to the year or month stands for its first day.
 */
function holdsOn({ since, until }: Pick<MemberCountry, 'since' | 'until'>, day: string): boolean {
  const begun = firstDay(since);
  const ended = firstDay(until);
  return (begun === null || begun <= day) && (ended === null || day < ended);
}
