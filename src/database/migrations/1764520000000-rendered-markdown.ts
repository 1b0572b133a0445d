import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

/** The tables, and the text of each that is rendered. */
const texts = [
  { table: 'activity', text: 'description' },
  { table: 'news_item', text: 'body' },
];

/**
 * Adds the HTML of Markdown, and the key that says of which text it was made. Existing texts have none: the server renders
 * them in the background.
 */
export class RenderedMarkdown1764520000000 implements MigrationInterface {
  readonly name = 'RenderedMarkdown1764520000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the tables.
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    for (const { table, text } of texts) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${text}_html text`);
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${text}_key varchar(30) ${collation} NOT NULL DEFAULT ''`);
      await runner.createIndex(table, new TableIndex(index(`${text}_key`)));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, text } of texts) {
      await runner.dropIndex(table, new TableIndex(index(`${text}_key`)));
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${text}_key`);
      await runner.query(`ALTER TABLE ${table} DROP COLUMN ${text}_html`);
    }
  }
}
