import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { index, nullable, reference, tableColumns, uniqueIndex } from './table-columns';

const published = ['network', 'activity', 'news_item', 'restricted_document'];

/** Creates the trash, histories, client mutation ids and the outbox of events. */
export class Authoring1764300000000 implements MigrationInterface {
  readonly name = 'Authoring1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer } = tableColumns(runner);
    const instant = (name: string, more = {}) => keyText(name, 24, more);

    // Plain SQL: on SQLite, the table API would rebuild the tables.
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    for (const table of published) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN deleted_at varchar(24) ${collation}`);
    }
    await runner.createTable(
      new Table({
        name: 'revision',
        columns: [
          id(),
          keyText('type', 20),
          integer('thing_id'),
          integer('version'),
          keyText('act', 12),
          instant('at'),
          integer('by_id', nullable),
          prose('by_name', nullable),
          prose('state'),
        ],
        foreignKeys: [reference('by_id', 'account', 'SET NULL')],
        indices: [uniqueIndex('type', 'thing_id', 'version'), index('by_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'client_mutation',
        columns: [
          id(),
          keyText('asker', 40),
          keyText('client_mutation_id', 200),
          keyText('mutation', 60),
          keyText('input_hash', 64),
          prose('answer'),
          instant('at'),
        ],
        indices: [uniqueIndex('asker', 'client_mutation_id'), index('at')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'outbox_event',
        columns: [id(), keyText('type', 40), integer('thing_id'), instant('at')],
        indices: [index('at')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['outbox_event', 'client_mutation', 'revision']) {
      await runner.dropTable(table);
    }
    for (const table of published) await runner.query(`ALTER TABLE ${table} DROP COLUMN deleted_at`);
  }
}
