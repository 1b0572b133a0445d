import type { EntityManager, QueryRunner } from 'typeorm';
import { isPostgres } from './dialect';

/*
 * The triggers that list the activities whose money has changed since the kept totals were made
 * (docs/adr/0052-kept-totals.md). So no write is missed, whichever program it comes from.
 */

/** A trigger that lists activities. */
interface MoneyTrigger {
  readonly name: string;
  readonly table: string;
  readonly event: 'INSERT' | 'DELETE' | 'UPDATE';
  /** The ids of the activities, for the changed row `NEW` or `OLD`. */
  readonly ids: (row: 'NEW' | 'OLD') => string;
  /** The same for all changed rows of a statement. Absent: a statement changes few rows. */
  readonly idsOfRows?: (rows: string) => string;
  /** For updates: the columns that decide in which sums money is. */
  readonly decisive?: readonly string[];
}

const hasMoney = (id: string): string => `EXISTS (SELECT 1 FROM money_share s WHERE s.activity_id = ${id})`;

/** Shares and networks of an activity are deleted and inserted, never updated. */
const replaced = (
  [
    ['money_share', () => '1 = 1'],
    ['activity_network', hasMoney],
  ] as const
).flatMap(([table, isListed]) =>
  (['INSERT', 'DELETE'] as const).map((event): MoneyTrigger => ({
    name: `money_after_${event.toLowerCase()}_of_${table}`,
    table,
    event,
    idsOfRows: (rows) => `SELECT DISTINCT activity_id AS id FROM ${rows} WHERE ${isListed('activity_id')}`,
    ids: (row) => `SELECT ${row}.activity_id AS id WHERE ${isListed(`${row}.activity_id`)}`,
  })),
);

const triggers: readonly MoneyTrigger[] = [
  ...replaced,
  {
    name: 'money_after_update_of_activity',
    table: 'activity',
    event: 'UPDATE',
    decisive: ['publication_state', 'programme_id', 'status'],
    ids: (row) => `SELECT ${row}.id AS id WHERE ${hasMoney(`${row}.id`)}`,
  },
  {
    name: 'money_after_update_of_network',
    table: 'network',
    event: 'UPDATE',
    decisive: ['publication_state'],
    ids: (row) => `SELECT an.activity_id AS id FROM activity_network an
      WHERE an.network_id = ${row}.id AND ${hasMoney('an.activity_id')}`,
  },
];

/** True if all triggers exist. SQLite drops the triggers of a table that a migration rebuilds. */
export async function areMoneyTriggersComplete(runner: QueryRunner): Promise<boolean> {
  const names = triggers.map(({ name }) => `'${name}'`).join();
  const [row] = (await runner.query(
    isPostgres(runner)
      ? `SELECT count(*) AS present FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
         WHERE t.tgname IN (${names}) AND t.tgenabled = 'A' AND c.relnamespace = current_schema()::regnamespace`
      : `SELECT count(*) AS present FROM sqlite_master WHERE type = 'trigger' AND name IN (${names})`,
  )) as { present: number | string }[];
  return Number(row?.present) === triggers.length;
}

/** Creates the missing triggers. Without them, any money may have changed. */
export async function completeMoneyTriggers(runner: QueryRunner): Promise<void> {
  if (await areMoneyTriggersComplete(runner)) return;
  for (const trigger of triggers) {
    for (const statement of (isPostgres(runner) ? onPostgres : onSqlite)(trigger)) await runner.query(statement);
  }
  await listAllMoney(runner.manager);
}

/** Lists all activities that have money, or that the kept totals count. */
export async function listAllMoney({ queryRunner }: EntityManager): Promise<void> {
  const ids = 'SELECT activity_id AS id FROM money_share UNION SELECT activity_id FROM counted_share';
  await queryRunner!.query(isPostgres(queryRunner!) ? insertOnPostgres(ids) : insertOnSqlite(ids));
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
  return [
    `DROP TRIGGER IF EXISTS ${name}`,
    `CREATE TRIGGER ${name} AFTER ${event}${columns} ON ${table} ${changed && `WHEN ${changed}`}
     BEGIN ${insertOnSqlite(ids(event === 'DELETE' ? 'OLD' : 'NEW'))}; END`,
  ];
}

/** Rows that are inserted or deleted are listed once for each statement, since a load has many. */
function onPostgres({ name, table, event, ids, idsOfRows, decisive = [] }: MoneyTrigger): string[] {
  const changed = decisive.map((one) => `OLD.${one} IS DISTINCT FROM NEW.${one}`).join(' OR ');
  const called = `list_money_of_${table}`;
  const lists = insertOnPostgres(idsOfRows?.('changed_rows') ?? ids('NEW'));
  const each =
    idsOfRows === undefined
      ? `FOR EACH ROW WHEN (${changed})`
      : `REFERENCING ${event === 'DELETE' ? 'OLD' : 'NEW'} TABLE AS changed_rows FOR EACH STATEMENT`;
  const columns = decisive.length === 0 ? '' : ` OF ${decisive.join(', ')}`;
  return [
    `CREATE OR REPLACE FUNCTION ${called}() RETURNS trigger LANGUAGE plpgsql AS $body$
     BEGIN ${lists}; RETURN NULL; END $body$`,
    `DROP TRIGGER IF EXISTS ${name} ON ${table}`,
    `CREATE TRIGGER ${name} AFTER ${event}${columns} ON ${table} ${each} EXECUTE FUNCTION ${called}()`,
    // Also fires in sessions that disable ordinary triggers to load data.
    `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${name}`,
  ];
}
