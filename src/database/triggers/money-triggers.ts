import type { EntityManager, QueryRunner } from 'typeorm';
import { isPostgres } from '../dialect';
import { areTriggersPresent } from './trigger-presence';

/*
 * The triggers that list the activities whose money has changed since the kept totals were made
 * (docs/adr/0034-kept-totals.md). So no write is missed, whichever program it comes from.
 */

/** Raise it when the triggers change, or what totals are kept by. The next start then has all money counted anew. */
const VERSION = 2;

/** A trigger that lists activities. */
interface MoneyTrigger {
  readonly name: string;
  readonly table: string;
  readonly event: 'INSERT' | 'DELETE' | 'UPDATE' | 'TRUNCATE';
  /** The ids of the activities, for the changed row `NEW` or `OLD`. */
  readonly ids: (row: 'NEW' | 'OLD') => string;
  /** The same for all changed rows of a statement. Absent: a statement changes few rows. */
  readonly idsOfRows?: (rows: string) => string;
  /** For updates: the columns that decide in which sums money is. Absent: all. */
  readonly decisive?: readonly string[];
}

const hasMoney = (id: string): string => `EXISTS (SELECT 1 FROM money_share s WHERE s.activity_id = ${id})`;

const nameOf = (event: MoneyTrigger['event'], table: string): string =>
  `money_after_${event.toLowerCase()}_of_${table}_${VERSION}`;

/** Statements change many rows of these tables. Only PostgreSQL has TRUNCATE, after which no row says what it has changed. */
const ofManyRows = (
  [
    ['money_share', () => '1 = 1'],
    ['activity_network', hasMoney],
  ] as const
).flatMap(([table, isListed]) =>
  (['INSERT', 'DELETE', 'UPDATE', 'TRUNCATE'] as const).map((event): MoneyTrigger => ({
    name: nameOf(event, table),
    table,
    event,
    idsOfRows: (rows) =>
      event === 'TRUNCATE'
        ? 'SELECT DISTINCT activity_id AS id FROM counted_share'
        : `SELECT DISTINCT activity_id AS id FROM ${rows} WHERE ${isListed('activity_id')}`,
    ids: (row) => `SELECT ${row}.activity_id AS id WHERE ${isListed(`${row}.activity_id`)}`,
  })),
);

const triggers: readonly MoneyTrigger[] = [
  ...ofManyRows,
  {
    name: nameOf('UPDATE', 'activity'),
    table: 'activity',
    event: 'UPDATE',
    decisive: ['publication_state', 'programme_id', 'status'],
    ids: (row) => `SELECT ${row}.id AS id WHERE ${hasMoney(`${row}.id`)}`,
  },
  {
    name: nameOf('UPDATE', 'network'),
    table: 'network',
    event: 'UPDATE',
    decisive: ['publication_state'],
    ids: (row) => `SELECT an.activity_id AS id FROM activity_network an
      WHERE an.network_id = ${row}.id AND ${hasMoney('an.activity_id')}`,
  },
];

function triggersOf(runner: QueryRunner): readonly MoneyTrigger[] {
  return isPostgres(runner) ? triggers : triggers.filter(({ event }) => event !== 'TRUNCATE');
}

/** True if all triggers exist in their current version. SQLite drops the triggers of a table that a migration rebuilds. */
export function areMoneyTriggersComplete(runner: QueryRunner): Promise<boolean> {
  return areTriggersPresent(
    runner,
    triggersOf(runner).map(({ name }) => name),
  );
}

/** Creates the triggers unless all exist. Without them, any money may have changed. */
export async function completeMoneyTriggers(runner: QueryRunner): Promise<void> {
  if (await areMoneyTriggersComplete(runner)) return;
  await dropTriggers(runner);
  for (const trigger of triggersOf(runner)) {
    for (const statement of (isPostgres(runner) ? onPostgres : onSqlite)(trigger)) await runner.query(statement);
  }
  await emptyKeptTotals(runner.manager);
}

/** Drops the triggers of all versions; on PostgreSQL with the functions that they call. */
async function dropTriggers(runner: QueryRunner): Promise<void> {
  const dropped = (await runner.query(
    isPostgres(runner)
      ? `SELECT 'FUNCTION ' || oid::regprocedure || ' CASCADE' AS dropped FROM pg_proc
         WHERE proname LIKE 'list\\_money\\_%' AND pronamespace = current_schema()::regnamespace`
      : `SELECT 'TRIGGER ' || name AS dropped FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'money\\_after\\_%' ESCAPE '\\'`,
  )) as { dropped: string }[];
  for (const one of dropped) await runner.query(`DROP ${one.dropped}`);
}

/** Empties the kept totals, and lists all activities that have money. */
export async function emptyKeptTotals({ queryRunner }: EntityManager): Promise<void> {
  const runner = queryRunner!;
  for (const table of ['money_total', 'counted_share']) await runner.query(`DELETE FROM ${table}`);
  const ids = 'SELECT DISTINCT activity_id AS id FROM money_share';
  await runner.query(isPostgres(runner) ? insertOnPostgres(ids) : insertOnSqlite(ids));
}

/** Not an upsert: the conflict clause of the statement that fires a trigger would override it. */
function insertOnSqlite(ids: string): string {
  return `INSERT INTO changed_money (activity_id, transaction_id) SELECT m.id, 0 FROM (${ids}) m
    WHERE NOT EXISTS (SELECT 1 FROM changed_money c WHERE c.activity_id = m.id AND c.transaction_id = 0)`;
}

/** Each transaction has rows of its own, so that none waits for another, and none misses a row that another deletes. */
function insertOnPostgres(ids: string): string {
  return `INSERT INTO changed_money (activity_id, transaction_id)
    SELECT m.id, pg_current_xact_id()::text::bigint FROM (${ids}) m ON CONFLICT DO NOTHING`;
}

function onSqlite({ name, table, event, ids, decisive = [] }: MoneyTrigger): string[] {
  const changed = decisive.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ');
  const columns = decisive.length === 0 ? '' : ` OF ${decisive.join(', ')}`;
  const rows = rowsOf(event, decisive);
  return [
    `CREATE TRIGGER ${name} AFTER ${event}${columns} ON ${table} ${changed && `WHEN ${changed}`}
     BEGIN ${rows.map((row) => `${insertOnSqlite(ids(row))};`).join(' ')} END`,
  ];
}

/** Rows of which a statement changes many are listed once for each statement. */
function onPostgres({ name, table, event, ids, idsOfRows, decisive = [] }: MoneyTrigger): string[] {
  const changed = decisive.map((one) => `OLD.${one} IS DISTINCT FROM NEW.${one}`).join(' OR ');
  const called = `list_${name}`;
  const rows = rowsOf(event, decisive);
  const lists =
    idsOfRows === undefined
      ? insertOnPostgres(ids('NEW'))
      : insertOnPostgres(
          event === 'TRUNCATE' ? idsOfRows('') : rows.map((row) => idsOfRows(`${row}_rows`)).join(' UNION '),
        );
  const references =
    event === 'TRUNCATE' ? '' : `REFERENCING ${rows.map((row) => `${row} TABLE AS ${row}_rows`).join(' ')}`;
  const each = idsOfRows === undefined ? `FOR EACH ROW WHEN (${changed})` : `${references} FOR EACH STATEMENT`;
  const columns = decisive.length === 0 ? '' : ` OF ${decisive.join(', ')}`;
  return [
    `CREATE FUNCTION ${called}() RETURNS trigger LANGUAGE plpgsql AS $body$
     BEGIN ${lists}; RETURN NULL; END $body$`,
    `CREATE TRIGGER ${name} AFTER ${event}${columns} ON ${table} ${each} EXECUTE FUNCTION ${called}()`,
    // Also fires in sessions that disable ordinary triggers to load data.
    `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${name}`,
  ];
}

/** The rows whose activities an event concerns. An update of any column may give a row to another activity. */
function rowsOf(event: MoneyTrigger['event'], decisive: readonly string[]): ('OLD' | 'NEW')[] {
  if (event === 'UPDATE' && decisive.length === 0) return ['OLD', 'NEW'];
  return [event === 'DELETE' ? 'OLD' : 'NEW'];
}
