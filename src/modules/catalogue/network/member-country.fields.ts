import type { EntityManager } from 'typeorm';
import { rowColumns, selectContent } from '../../../core/fields/content-storage';
import { type ContentIn, fieldsOf } from '../../../core/fields/field';
import { country, oneOf, partialDate, reference } from '../../../core/fields/field-kinds';
import { isEqual } from '../../../core/fields/values';
import { firstDay } from '../../../core/types/partial-date';
import { jsonListIn } from '../../../database/sql/json-lists';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { organisationKey } from '../organisation/organisation.entity';
import { MemberCountry, MembershipKind } from './member-country.entity';

/** The fields of a membership. Memberships are content of their network: they have no publication of their own. */
export const memberCountryContent = fieldsOf(MemberCountry, {
  country: country({ description: 'ISO 3166-1 alpha-2 code of the country', at: 'countryCode', required: true }),
  kind: oneOf(MembershipKind, { description: 'Kind of the membership', required: true }),
  since: partialDate({
    description: 'Date on which the membership begins',
    note: 'If it is null, or absent in a new membership, the membership counts as having always held.',
  }),
  until: partialDate({
    description: 'First day on which the membership no longer holds',
    note: 'If it is null, or absent in a new membership, the membership has no end.',
  }),
  institution: reference(organisationKey, {
    description: 'Slug of the organisation that represents the country',
    at: 'institutionId',
  }),
});

export type MemberContent = ContentIn<typeof memberCountryContent>;

interface MemberRow {
  readonly id: number;
  readonly content: MemberContent;
}

/** The memberships of a network, including past and future ones, ordered by country, then by start. */
export async function membersOf(manager: EntityManager, networkId: number): Promise<MemberRow[]> {
  const { columns, get } = selectContent(memberCountryContent, 'm', jsonListIn(manager));
  const rows = await executeSql(
    manager,
    sql`SELECT m.id, ${columns} FROM member_country m
      WHERE m.network_id = ${networkId}
      ORDER BY m.country_code, (m.since IS NOT NULL), m.since, m.id`,
  );
  return rows.map((row) => ({ id: row['id'] as number, content: get(row) as MemberContent }));
}

/**
 * Stores these memberships as those of a network, and deletes the others. A membership that stays or changes keeps its id:
 * of several memberships of one country that change at once, first those with the same start, then the earliest.
 */
export async function writeMembers(
  manager: EntityManager,
  networkId: number,
  members: readonly MemberContent[],
): Promise<void> {
  const rows = await membersOf(manager, networkId);
  const take = (isMatch: (content: MemberContent) => boolean): MemberRow | null => {
    const index = rows.findIndex(({ content }) => isMatch(content));
    return index < 0 ? null : rows.splice(index, 1)[0]!;
  };
  const changed = members.filter((member) => take((content) => isEqual(content, member)) === null);
  const update = async (rest: readonly MemberContent[], isMatch: typeof isOfSameCountry): Promise<MemberContent[]> => {
    const left: MemberContent[] = [];
    for (const member of rest) {
      const row = take((content) => isMatch(content, member));
      if (row === null) left.push(member);
      else await manager.update(MemberCountry, { id: row.id }, await columnsOf(manager, member));
    }
    return left;
  };
  const moved = await update(changed, (one, other) => isOfSameCountry(one, other) && one.since === other.since);
  const added = await update(moved, isOfSameCountry);
  for (const member of added) await manager.insert(MemberCountry, { networkId, ...(await columnsOf(manager, member)) });
  for (const { id } of rows) await manager.delete(MemberCountry, { id });
}

async function columnsOf(manager: EntityManager, member: MemberContent): Promise<Partial<MemberCountry>> {
  return Object.fromEntries(await rowColumns(manager, memberCountryContent, member, null));
}

/** True if a membership ends before it starts. A date known to the year or month counts from its first day. */
export function endsBeforeItStarts({ since, until }: Pick<MemberContent, 'since' | 'until'>): boolean {
  return since !== null && until !== null && firstDay(until)! < firstDay(since)!;
}

/**
 * True if two memberships of one country share a day, or start on the same day. A membership holds from the first day of
 * `since` up to, but not including, the first day of `until`; null: without a bound.
 */
export function overlap(one: MemberContent, other: MemberContent): boolean {
  if (!isOfSameCountry(one, other)) return false;
  return startTogether(one, other) || (startsBeforeEnd(one, other) && startsBeforeEnd(other, one));
}

/** True also if one of them ends on that day: two memberships with the same start could not be distinguished. */
function startTogether(one: MemberContent, other: MemberContent): boolean {
  return one.since !== null && other.since !== null && firstDay(one.since) === firstDay(other.since);
}

function isOfSameCountry(one: MemberContent, other: MemberContent): boolean {
  return one.country === other.country;
}

function startsBeforeEnd({ since }: MemberContent, { until }: MemberContent): boolean {
  return since === null || until === null || firstDay(since)! < firstDay(until)!;
}
