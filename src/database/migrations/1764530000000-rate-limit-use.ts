import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';
import { primary, tableColumns } from './table-columns';

/** Creates the table in which instances report what each subject of the rate limits uses. */
export class RateLimitUse1764530000000 implements MigrationInterface {
  readonly name = 'RateLimitUse1764530000000';

  async up(runner: QueryRunner): Promise<void> {
    const { keyText, integer, safeInteger } = tableColumns(runner);
    await runner.createTable(
      new Table({
        name: 'rate_limit_use',
        columns: [
          keyText('subject', 64, primary),
          integer('minute', primary),
          keyText('instance', 36, primary),
          safeInteger('used'),
        ],
      }),
    );
    // The rows matter for a minute. They need not survive a crash, and reports do not wait for the disk.
    if (runner.dataSource.options.type === 'postgres') await runner.query('ALTER TABLE rate_limit_use SET UNLOGGED');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('rate_limit_use');
  }
}
