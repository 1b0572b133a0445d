import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a change found a thing that was not as the revision before had left it; null: it was, or nobody wrote it down. */
export class WhatChangesFound1764430000000 implements MigrationInterface {
  readonly name = 'WhatChangesFound1764430000000';

  async up(runner: QueryRunner): Promise<void> {
    // In SQL: the table API would build the table anew on SQLite.
    await runner.query('ALTER TABLE revision ADD COLUMN found text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE revision DROP COLUMN found');
  }
}
