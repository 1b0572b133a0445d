import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { index, primary, reference, tableColumns } from './table-columns';

const DESCRIBED = ['programme', 'component', 'network'].flatMap((table) => [table, `${table}_translation`]);

/**
 * Adds the dates of programmes, their organisations in their roles, and the HTML of descriptions that are Markdown. The
 * server renders existing descriptions in the background.
 */
export class ProgrammePages1764640000000 implements MigrationInterface {
  readonly name = 'ProgrammePages1764640000000';

  async up(runner: QueryRunner): Promise<void> {
    const { integer, keyText } = tableColumns(runner);
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    // Plain SQL: on SQLite, the table API would rebuild the tables.
    for (const table of DESCRIBED) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN description_html text`);
      await runner.query(
        `ALTER TABLE ${table} ADD COLUMN description_key varchar(30) ${collation} NOT NULL DEFAULT ''`,
      );
      await runner.createIndex(table, new TableIndex(index('description_key')));
    }
    for (const column of ['starts_on', 'ends_on']) {
      await runner.query(`ALTER TABLE programme ADD COLUMN ${column} varchar(10) ${collation}`);
    }
    await runner.createTable(
      new Table({
        name: 'programme_organisation',
        columns: [integer('programme_id', primary), integer('organisation_id', primary), keyText('role', 12, primary)],
        foreignKeys: [
          reference('programme_id', 'programme', 'CASCADE'),
          reference('organisation_id', 'organisation', 'RESTRICT'),
        ],
        indices: [index('organisation_id')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('programme_organisation');
    for (const column of ['ends_on', 'starts_on']) await runner.query(`ALTER TABLE programme DROP COLUMN ${column}`);
    for (const table of [...DESCRIBED].reverse()) {
      await runner.dropIndex(table, new TableIndex(index('description_key')));
      await runner.query(`ALTER TABLE ${table} DROP COLUMN description_key`);
      await runner.query(`ALTER TABLE ${table} DROP COLUMN description_html`);
    }
  }
}
