import type { EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import type { MoneyShare } from './money.entity';

/*
 * The bits of shares that count activities: a share says in which sums it stands for its activity.
 */

/** The values of a share by which sums are grouped. The other values of sums are those of the activity. */
const groupedValues = [
  'year',
  'countryCode',
  'regionCode',
  'sectorCode',
  'sectorCategory',
  'providerId',
  'receiverId',
] as const satisfies readonly (keyof MoneyShare)[];

export type GroupedValue = (typeof groupedValues)[number];

/** All sets of none, one or two of the values. */
const groupings: readonly (readonly GroupedValue[])[] = [
  [],
  ...groupedValues.map((value) => [value]),
  ...groupedValues.flatMap((one, index) => groupedValues.slice(index + 1).map((other) => [one, other])),
];

/** The number of the bit of `activityFirsts` that counts activities in sums by these values. Null: more than two have none. */
export function activityBitOf(values: readonly GroupedValue[]): number | null {
  const bit = groupings.findIndex(
    (one) => one.length === values.length && one.every((value) => values.includes(value)),
  );
  return bit === -1 ? null : bit;
}

/** The properties of a share that its bits depend on. */
type BitsSource = Pick<MoneyShare, GroupedValue | 'kind' | 'currency'>;

/**
 * For each share of an activity, the groupings in which it is the first one of its kind and currency in its group: there, it
 * stands for the activity. So activities are counted by adding, and money can be counted in parts.
 */
export function activityFirstsOf(shares: readonly BitsSource[]): number[] {
  const firsts = shares.map(() => 0);
  for (const [bit, values] of groupings.entries()) {
    const groups = new Set<string>();
    for (const [index, share] of shares.entries()) {
      const keys = values.map((value) => share[value]);
      const group = `${share.kind} ${share.currency} ${keys.includes(null) ? '' : `in ${keys.join()}`}`;
      if (!groups.has(group)) firsts[index]! |= 1 << bit;
      groups.add(group);
    }
  }
  return firsts;
}

type StoredShare = BitsSource & Pick<MoneyShare, 'activityId' | 'position' | 'activityFirsts'>;

/** The shares of one activity, in their order. */
const sharesOfActivity = (activityId: Sql): Sql => sql`
  SELECT activity_id, position, kind, currency, year, country_code, region_code, sector_code, sector_category, provider_id,
    receiver_id, activity_firsts
  FROM money_share WHERE activity_id = ${activityId} ORDER BY position`;

/**
 * Corrects the bits of all shares, for those that other programs have written or an instance of a release without them. Only
 * activities with wrong bits are locked.
 */
export async function correctActivityFirsts(database: Database): Promise<void> {
  for (let after = 0; ;) {
    const next = sql`(SELECT min(activity_id) FROM money_share WHERE activity_id > ${after})`;
    const shares = await database.read.query<StoredShare>(sharesOfActivity(next));
    if (shares.length === 0) return;
    const { activityId } = shares[0]!;
    if (wrongFirstsIn(shares).length > 0) {
      await database.writeWithRetries((manager) => correctFirstsOf(manager, activityId));
    }
    after = activityId;
  }
}

/** A unit of work that recomputes the shares of an activity locks the activity first. */
async function correctFirstsOf(manager: EntityManager, activityId: number): Promise<void> {
  await executeSql(manager, sql`SELECT id FROM activity WHERE id = ${activityId} ${forUpdate(manager)}`);
  const wrong = wrongFirstsIn(await executeSql<StoredShare>(manager, sharesOfActivity(sql`${activityId}`)));
  for (let from = 0; from < wrong.length; from += ROWS_OF_UPDATE) {
    const rows = wrong.slice(from, from + ROWS_OF_UPDATE).map(({ position, firsts }) => `(${position}, ${firsts})`);
    await executeSql(
      manager,
      sql`
        UPDATE money_share SET activity_firsts = v.column2 FROM (VALUES ${raw(rows.join())}) v
        WHERE activity_id = ${activityId} AND position = v.column1`,
    );
  }
}

const ROWS_OF_UPDATE = 1_000;

/** The shares whose stored bits are wrong, with the right ones. */
function wrongFirstsIn(shares: readonly StoredShare[]): { position: number; firsts: number }[] {
  const firsts = activityFirstsOf(shares);
  return shares.flatMap(({ position, activityFirsts }, index) =>
    activityFirsts === firsts[index] ? [] : [{ position, firsts: firsts[index]! }],
  );
}
