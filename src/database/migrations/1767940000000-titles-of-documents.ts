import type { MigrationInterface, QueryRunner } from 'typeorm';
import { raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { foldText } from '../text/folding';

const tables = ['restricted_document', 'restricted_document_translation'];

/** Adds the folded titles that the filter of restricted documents compares. */
export class TitlesOfDocuments1767940000000 implements MigrationInterface {
  readonly name = 'TitlesOfDocuments1767940000000';

  async up(runner: QueryRunner): Promise<void> {
    const { manager } = runner;
    for (const table of tables) {
      // Plain SQL: on SQLite, the table API would rebuild the table.
      await runner.query(`ALTER TABLE ${table} ADD COLUMN title_folded text`);
      const rows = await executeSql<{ id: number; title: string }>(manager, sql`SELECT id, title FROM ${raw(table)}`);
      for (const { id, title } of rows) {
        await executeSql(manager, sql`UPDATE ${raw(table)} SET title_folded = ${foldText(title)} WHERE id = ${id}`);
      }
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`ALTER TABLE ${table} DROP COLUMN title_folded`);
  }
}
