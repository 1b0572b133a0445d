import type { EntityManager } from 'typeorm';
import { firstDay } from '../../../core/types/partial-date';
import { keysOf } from '../../../core/mutations/checks';
import { MemberCountry, type MembershipKind } from './member-country.entity';

/** What an author decides of a membership. */
export interface MemberContent {
  readonly country: string;
  readonly kind: MembershipKind;
  readonly since: string | null;
  readonly until: string | null;
  /** An organisation's slug. */
  readonly institution: string | null;
}

interface MemberRow {
  readonly id: number;
  readonly content: MemberContent;
}

/** The memberships of a network, past ones among them: by country, the earliest first. */
export async function membersOf(manager: EntityManager, networkId: number): Promise<MemberRow[]> {
  const rows = await manager.sql<(MemberContent & { id: number })[]>`
    SELECT m.id, m.country_code AS country, m.kind, m.since, m.until, o.slug AS institution
    FROM member_country m LEFT JOIN organisation o ON o.id = m.institution_id
    WHERE m.network_id = ${networkId}
    ORDER BY m.country_code, (m.since IS NOT NULL), m.since, m.id`;
  return rows.map(({ id, country, kind, since, until, institution }) => ({
    id,
    content: { country, kind, since, until, institution },
  }));
}

/**
 * Makes these the memberships of a network. One that stays or changes keeps its id: of several of one country that change
 * at once, those that begin when they did, and then the earliest first.
 */
export async function writeMembers(
  manager: EntityManager,
  networkId: number,
  members: readonly MemberContent[],
): Promise<void> {
  const rows = await membersOf(manager, networkId);
  const take = (isIt: (content: MemberContent) => boolean): MemberRow | null => {
    const index = rows.findIndex(({ content }) => isIt(content));
    return index < 0 ? null : rows.splice(index, 1)[0]!;
  };
  const changed = members.filter((member) => take((content) => isSame(content, member)) === null);
  const update = async (rest: readonly MemberContent[], isIt: typeof isSame): Promise<MemberContent[]> => {
    const left: MemberContent[] = [];
    for (const member of rest) {
      const row = take((content) => isIt(content, member));
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

async function columnsOf(
  manager: EntityManager,
  { country, kind, since, until, institution }: MemberContent,
): Promise<Pick<MemberCountry, 'countryCode' | 'kind' | 'since' | 'until' | 'institutionId'>> {
  const slugs = institution === null ? [] : [institution];
  const [institutionId = null] = await keysOf(manager, { table: 'organisation', column: 'slug' }, slugs);
  return { countryCode: country, kind, since, until, institutionId };
}

/** Whether it ends before it begins; dates known to the year or month count from their first day. */
export function endsBeforeItBegins({ since, until }: Pick<MemberContent, 'since' | 'until'>): boolean {
  return since !== null && until !== null && firstDay(until)! < firstDay(since)!;
}

/**
 * Whether two memberships of the same country hold on a common day, or begin on one: each holds from the first day on which
 * it does up to, not including, the day that is its `until`; null is always, and still.
 */
export function overlap(one: MemberContent, other: MemberContent): boolean {
  if (!isOfSameCountry(one, other)) return false;
  return beginTogether(one, other) || (beginsBeforeEnd(one, other) && beginsBeforeEnd(other, one));
}

/** Even if one of them ends on that day: two of the same could not be told apart. */
function beginTogether(one: MemberContent, other: MemberContent): boolean {
  return one.since !== null && other.since !== null && firstDay(one.since) === firstDay(other.since);
}

function isOfSameCountry(one: MemberContent, other: MemberContent): boolean {
  return one.country === other.country;
}

function beginsBeforeEnd({ since }: MemberContent, { until }: MemberContent): boolean {
  return since === null || until === null || firstDay(since)! < firstDay(until)!;
}

function isSame(one: MemberContent, other: MemberContent): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
