import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `kind, currency, year, country_code, region_code, sector_code, sector_category, provider_id, receiver_id,
  activity_id, units, nanos, firsts`;

/** How many activities are read and written together. */
const ACTIVITIES_AT_ONCE = 100;

const ROWS_OF_UPDATE = 1_000;

interface Share {
  readonly activity_id: number;
  readonly position: number;
  readonly kind: string;
  readonly currency: string;
  readonly [value: string]: number | string | null;
}

/** The values in the order of the bits of `activity_firsts`. */
const values = [
  'year',
  'country_code',
  'region_code',
  'sector_code',
  'sector_category',
  'provider_id',
  'receiver_id',
] as const;

const groupings: readonly (readonly string[])[] = [
  [],
  ...values.map((value) => [value]),
  ...values.flatMap((one, index) => values.slice(index + 1).map((other) => [one, other])),
];

/** Shares know in which sums they stand for their activity, so that its money can be counted in parts. */
export class CountingMoneyInParts1767100000000 implements MigrationInterface {
  readonly name = 'CountingMoneyInParts1767100000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the tables.
    await runner.query('ALTER TABLE changed_money ADD COLUMN counted_to integer NOT NULL DEFAULT 0');
    for (const table of ['money_share', 'counted_share']) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN activity_firsts integer NOT NULL DEFAULT 0`);
    }
    await runner.query('DROP INDEX money_share_by_kind');
    await setFirsts(runner);
    await runner.query(`CREATE INDEX money_share_by_kind ON money_share (${COLUMNS}, activity_firsts)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX money_share_by_kind');
    for (const table of ['counted_share', 'money_share']) {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN activity_firsts`);
    }
    await runner.query('ALTER TABLE changed_money DROP COLUMN counted_to');
    await runner.query(`CREATE INDEX money_share_by_kind ON money_share (${COLUMNS})`);
  }
}

async function setFirsts(runner: QueryRunner): Promise<void> {
  for (let after = 0; ;) {
    const ids = (await runner.query(
      `SELECT DISTINCT activity_id AS id FROM money_share WHERE activity_id > ${after}
       ORDER BY activity_id LIMIT ${ACTIVITIES_AT_ONCE}`,
    )) as { id: number }[];
    const last = ids.at(-1)?.id;
    if (last === undefined) return;
    const shares = (await runner.query(
      `SELECT activity_id, position, kind, currency, ${values.join(', ')} FROM money_share
       WHERE activity_id > ${after} AND activity_id <= ${last} ORDER BY activity_id, position`,
    )) as Share[];
    const firsts = firstsOf(shares);
    const rows = shares.map(({ activity_id: id, position }, index) => `(${id}, ${position}, ${firsts[index]!})`);
    for (let from = 0; from < rows.length; from += ROWS_OF_UPDATE) {
      await runner.query(
        `UPDATE money_share SET activity_firsts = v.column3
         FROM (VALUES ${rows.slice(from, from + ROWS_OF_UPDATE).join()}) v
         WHERE activity_id = v.column1 AND position = v.column2`,
      );
    }
    after = last;
  }
}

/** For each share, the groupings in which it is the first one of its activity, kind and currency in its group. */
function firstsOf(shares: readonly Share[]): number[] {
  const firsts = shares.map(() => 0);
  for (const [bit, grouping] of groupings.entries()) {
    const groups = new Set<string>();
    for (const [index, share] of shares.entries()) {
      const keys = grouping.map((value) => share[value]);
      const isUnallocated = keys.some((key) => key === null);
      const group = [share.activity_id, share.kind, share.currency, ...(isUnallocated ? [] : ['in', ...keys])].join();
      if (!groups.has(group)) firsts[index]! |= 1 << bit;
      groups.add(group);
    }
  }
  return firsts;
}
