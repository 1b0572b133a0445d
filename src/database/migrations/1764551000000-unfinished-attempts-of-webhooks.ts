import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the attempts of a webhook delivery that ended with their process. */
export class UnfinishedAttemptsOfWebhooks1764551000000 implements MigrationInterface {
  readonly name = 'UnfinishedAttemptsOfWebhooks1764551000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_delivery ADD COLUMN unfinished_attempts integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE webhook_delivery DROP COLUMN unfinished_attempts');
  }
}
