import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds to an upload the file that it is to replace. */
export class ReplacedFiles1764440000000 implements MigrationInterface {
  readonly name = 'ReplacedFiles1764440000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query('ALTER TABLE document_upload ADD COLUMN replaces_version integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE document_upload DROP COLUMN replaces_version');
  }
}
