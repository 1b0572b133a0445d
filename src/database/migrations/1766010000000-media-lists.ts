import type { MigrationInterface, QueryRunner } from 'typeorm';
import { raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { foldText } from '../text/folding';

const texts = [
  { table: 'image', column: 'alt' },
  { table: 'image_translation', column: 'alt' },
  { table: 'attachment', column: 'title' },
];

/** Adds the folded texts that filters of images and attachments compare. */
export class MediaLists1766010000000 implements MigrationInterface {
  readonly name = 'MediaLists1766010000000';

  async up(runner: QueryRunner): Promise<void> {
    const { manager } = runner;
    for (const { table, column } of texts) {
      // Plain SQL: on SQLite, the table API would rebuild the table.
      await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column}_folded text`);
      const rows = await executeSql<{ id: number; text: string }>(
        manager,
        sql`SELECT id, ${raw(column)} AS text FROM ${raw(table)} WHERE ${raw(column)} IS NOT NULL`,
      );
      for (const { id, text } of rows) {
        await executeSql(
          manager,
          sql`UPDATE ${raw(table)} SET ${raw(`${column}_folded`)} = ${foldText(text)} WHERE id = ${id}`,
        );
      }
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table, column } of texts) await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}_folded`);
  }
}
