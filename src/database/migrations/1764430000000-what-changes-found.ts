import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Adds the content that a change found when it differed from the previous revision. Null when it did not differ, or
 * when the difference was not recorded.
 */
export class WhatChangesFound1764430000000 implements MigrationInterface {
  readonly name = 'WhatChangesFound1764430000000';

  async up(runner: QueryRunner): Promise<void> {
    // Plain SQL: on SQLite, the table API would rebuild the table.
    await runner.query('ALTER TABLE revision ADD COLUMN found text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE revision DROP COLUMN found');
  }
}
