import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Marks mails that take the same work as others and are never sent. */
export class DecoyMails1764690000000 implements MigrationInterface {
  readonly name = 'DecoyMails1764690000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE mail ADD COLUMN is_decoy integer NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE mail DROP COLUMN is_decoy');
  }
}
