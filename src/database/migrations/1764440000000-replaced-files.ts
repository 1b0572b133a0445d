import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An upload knows which file its own is to take the place of. */
export class ReplacedFiles1764440000000 implements MigrationInterface {
  readonly name = 'ReplacedFiles1764440000000';

  async up(runner: QueryRunner): Promise<void> {
    // In SQL: the table API would build the table anew on SQLite.
    await runner.query('ALTER TABLE document_upload ADD COLUMN replaces_version integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE document_upload DROP COLUMN replaces_version');
  }
}
