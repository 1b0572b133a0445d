import type { Client } from 'pg';
import { KEEP_ALIVE } from '../postgres/postgres-keep-alive';
import {
  BATCH_ROWS,
  isBackedUp,
  selectAll,
  type StoredTable,
  type StoredValue,
  type TableSnapshot,
} from './stored-table';

/** The sequence that gives a table its ids, with the last number that it has given. */
const SELECT_HIGHEST_IDS = `
  SELECT owner.relname, coalesce(pg_sequence_last_value(sequence.oid), 0)::text
  FROM pg_depend dependency
  JOIN pg_class sequence ON sequence.oid = dependency.objid AND sequence.relkind = 'S'
  JOIN pg_class owner ON owner.oid = dependency.refobjid
  WHERE dependency.classid = 'pg_class'::regclass AND dependency.deptype IN ('a', 'i')
    AND owner.relnamespace = current_schema()::regnamespace`;

const SELECT_COLUMNS = `
  SELECT c.table_name, c.column_name
  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
  WHERE table_schema = current_schema() AND t.table_type = 'BASE TABLE'
  ORDER BY c.table_name, c.ordinal_position`;

/** The snapshot lasts as long as its transaction. */
export async function openPostgresSnapshot(url: string): Promise<TableSnapshot> {
  const { Client } = await import('pg');
  const client = new Client({
    connectionString: url,
    application_name: 'entente backup',
    connectionTimeoutMillis: 5_000,
    ...KEEP_ALIVE,
  });
  // A lost connection also fails the statement that waits for it.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return {
      migrations: (await selectTexts(client, 'SELECT name FROM migrations ORDER BY id')).map(([name]) => name!),
      tables: tablesOf(await selectTexts(client, SELECT_COLUMNS)),
      // Sequences do not belong to the snapshot. They may be ahead of its rows, which is harmless.
      highestIds: Object.fromEntries(
        (await selectTexts(client, SELECT_HIGHEST_IDS))
          .filter(([table]) => isBackedUp(table!))
          .map(([table, last]) => [table!, Number(last)]),
      ),
      rows: (table) => rowsOf(client, table),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** @param pairs table and column, by table */
function tablesOf(pairs: readonly string[][]): StoredTable[] {
  const columns = new Map<string, string[]>();
  for (const [table, column] of pairs) columns.set(table!, [...(columns.get(table!) ?? []), column!]);
  return [...columns].filter(([name]) => isBackedUp(name)).map(([name, found]) => ({ name, columns: found }));
}

async function* rowsOf(client: Client, table: StoredTable): AsyncGenerator<StoredValue[][]> {
  await client.query(`DECLARE backup NO SCROLL CURSOR FOR ${selectAll(table)}`);
  for (;;) {
    const { rows } = await client.query<StoredValue[]>({ text: `FETCH ${BATCH_ROWS} FROM backup`, rowMode: 'array' });
    if (rows.length > 0) yield rows;
    if (rows.length < BATCH_ROWS) break;
  }
  await client.query('CLOSE backup');
}

async function selectTexts(client: Client, text: string): Promise<string[][]> {
  return (await client.query<string[]>({ text, rowMode: 'array' })).rows;
}
