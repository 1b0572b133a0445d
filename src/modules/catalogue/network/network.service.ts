import type { RequestContext } from '../../../core/access/request-context';
import type { MemberCountry, MembershipKind } from './member-country.entity';
import { memberCountriesByNetworkId } from './network.loaders';
import { firstDay } from '../../../core/types/partial-date';

/** The memberships of a network that hold on a day (`2026-11-24`; null: today in UTC), of these kinds (null: all). */
export async function memberCountriesOn(
  { loaders, now }: RequestContext,
  networkId: number,
  day: string | null,
  kinds: readonly MembershipKind[] | null,
): Promise<MemberCountry[]> {
  const on = day ?? now.slice(0, 10);
  const members = await loaders.load(memberCountriesByNetworkId, networkId);
  return members.filter((member) => holdsOn(member, on) && (kinds?.includes(member.kind) ?? true));
}

/**
 * Whether a membership holds on a day (`2026-11-24`): it has begun, and has not ended. One whose beginning is unknown
 * has begun; dates known to the year or month count from their first day.
 */
function holdsOn({ since, until }: Pick<MemberCountry, 'since' | 'until'>, day: string): boolean {
  const begun = firstDay(since);
  const ended = firstDay(until);
  return (begun === null || begun <= day) && (ended === null || day < ended);
}
