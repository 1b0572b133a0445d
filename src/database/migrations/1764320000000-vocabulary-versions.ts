import type { MigrationInterface, QueryRunner } from 'typeorm';

const versioned = ['programme', 'component', 'region', 'organisation', 'account'];

/** What administrators keep is changed by version, as what editors write is. */
export class VocabularyVersions1764320000000 implements MigrationInterface {
  readonly name = 'VocabularyVersions1764320000000';

  async up(runner: QueryRunner): Promise<void> {
    // In SQL: the table API would build the tables anew on SQLite.
    for (const table of versioned) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN version integer NOT NULL DEFAULT 1`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of versioned) await runner.query(`ALTER TABLE ${table} DROP COLUMN version`);
  }
}
