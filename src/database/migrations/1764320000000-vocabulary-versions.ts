import type { MigrationInterface, QueryRunner } from 'typeorm';

const versioned = ['programme', 'component', 'region', 'organisation', 'account'];

/** Adds versions to reference data, for the same optimistic locking as for content. */
export class VocabularyVersions1764320000000 implements MigrationInterface {
  readonly name = 'VocabularyVersions1764320000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the tables.
    for (const table of versioned) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN version integer NOT NULL DEFAULT 1`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of versioned) await runner.query(`ALTER TABLE ${table} DROP COLUMN version`);
  }
}
