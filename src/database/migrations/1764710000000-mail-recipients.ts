import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds what a mail that has not been sent is found by, so that a newer one replaces it. */
export class MailRecipients1764710000000 implements MigrationInterface {
  readonly name = 'MailRecipients1764710000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    await runner.query(`ALTER TABLE mail ADD COLUMN recipient_hash varchar(64) ${collation}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE mail DROP COLUMN recipient_hash');
  }
}
