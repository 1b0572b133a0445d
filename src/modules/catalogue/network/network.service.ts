import type { RequestContext } from '../../../core/access/request-context';
import type { MemberCountry, MembershipKind } from './member-country.entity';
import { holdsOn } from './membership';
import { memberCountriesByNetworkId } from './network.loaders';

/** The memberships of a network that hold on a day (`2026-11-24`; null: today in UTC), of these kinds (null: all). */
export async function memberCountriesOn(
  { loaders }: RequestContext,
  networkId: number,
  day: string | null,
  kinds: readonly MembershipKind[] | null,
): Promise<MemberCountry[]> {
  const on = day ?? new Date().toISOString().slice(0, 10);
  const members = await loaders.load(memberCountriesByNetworkId, networkId);
  return members.filter((member) => holdsOn(member, on) && (kinds?.includes(member.kind) ?? true));
}
