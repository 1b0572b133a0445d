import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['activity', 'news_item', 'network', 'programme'];

/** Adds links to pages elsewhere. */
export class Links1764630000000 implements MigrationInterface {
  readonly name = 'Links1764630000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the table.
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} ADD COLUMN links text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) await runner.query(`ALTER TABLE ${table} DROP COLUMN links`);
  }
}
