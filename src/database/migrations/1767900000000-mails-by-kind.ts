import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Adds the kind to the index of mails that wait: notices are sent after the others. */
export class MailsByKind1767900000000 implements MigrationInterface {
  readonly name = 'MailsByKind1767900000000';

  async up(runner: QueryRunner): Promise<void> {
    await replaceIndex(runner, 'next_attempt_at, kind');
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceIndex(runner, 'next_attempt_at');
  }
}

async function replaceIndex(runner: QueryRunner, columns: string): Promise<void> {
  await runner.query('DROP INDEX mail_pending');
  await runner.query(`CREATE INDEX mail_pending ON mail (${columns}) WHERE next_attempt_at IS NOT NULL`);
}
