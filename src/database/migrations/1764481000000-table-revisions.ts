import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { primary, tableColumns } from './table-columns';

/**
 * Creates the table of revisions. `completeRevisionTriggers` creates the triggers that write to it, once all migrations
 * have run.
 *
 * SQLite has one writer at a time, so each table has one row with a counter. On PostgreSQL, a counter would make
 * transactions wait for each other. There, each transaction inserts a row for each table that it changes.
 */
export class TableRevisions1764481000000 implements MigrationInterface {
  readonly name = 'TableRevisions1764481000000';

  async up(runner: QueryRunner): Promise<void> {
    const { keyText } = tableColumns(runner);
    const name = keyText('table_name', 63, primary);
    if (runner.dataSource.options.type !== 'postgres') {
      const columns = [name, { name: 'revision', type: 'integer' }];
      await runner.createTable(new Table({ name: 'table_revision', columns }));
      return;
    }
    const columns = [
      name,
      { name: 'transaction_id', type: 'bigint', isPrimary: true },
      // A random number. The sum of the marks that a snapshot sees identifies the set of transactions that it sees.
      { name: 'mark', type: 'bigint' },
    ];
    await runner.createTable(new Table({ name: 'table_revision', columns }));
    // In a transaction that changes the table several times, only the first insert adds a row.
    await runner.query(`CREATE FUNCTION raise_table_revision() RETURNS trigger LANGUAGE plpgsql AS $body$
      BEGIN
        INSERT INTO table_revision (table_name, transaction_id, mark)
        VALUES (TG_TABLE_NAME, pg_current_xact_id()::text::bigint, floor(random() * 4503599627370496)::bigint)
        ON CONFLICT DO NOTHING;
        RETURN NULL;
      END $body$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    if (runner.dataSource.options.type === 'postgres') {
      await runner.query('DROP FUNCTION raise_table_revision() CASCADE');
    } else {
      const triggers = (await runner.query(
        `SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'revision_of_%'`,
      )) as { name: string }[];
      for (const { name } of triggers) await runner.query(`DROP TRIGGER ${name}`);
    }
    await runner.dropTable('table_revision');
  }
}
