import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { index, nullable, reference, tableColumns, uniqueIndex } from './table-columns';

/** Creates webhooks and their deliveries. */
export class Webhooks1764400000000 implements MigrationInterface {
  readonly name = 'Webhooks1764400000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer } = tableColumns(runner);
    const instant = (name: string, more = {}) => keyText(name, 24, more);

    // Plain SQL: on SQLite, the table API would rebuild the table.
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    await runner.query(`ALTER TABLE outbox_event ADD COLUMN queued_at varchar(24) ${collation}`);
    // No webhook existed when these events happened.
    await runner.query('UPDATE outbox_event SET queued_at = at');
    await runner.createIndex('outbox_event', new TableIndex(index('queued_at')));
    await runner.createTable(
      new Table({
        name: 'webhook',
        columns: [
          id(),
          prose('url'),
          prose('event_types'),
          prose('sealed_secret'),
          keyText('key_id', 62),
          integer('created_by_id', nullable),
          instant('created_at'),
          instant('disabled_at', nullable),
        ],
        foreignKeys: [reference('created_by_id', 'account', 'SET NULL')],
        indices: [index('created_by_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'webhook_delivery',
        columns: [
          id(),
          integer('webhook_id'),
          integer('event_id'),
          keyText('type', 40),
          integer('thing_id'),
          instant('occurred_at'),
          keyText('state', 10),
          integer('attempts'),
          instant('next_attempt_at', nullable),
          instant('last_attempt_at', nullable),
          integer('response_status', nullable),
          prose('error', nullable),
        ],
        foreignKeys: [reference('webhook_id', 'webhook', 'CASCADE')],
        indices: [uniqueIndex('webhook_id', 'event_id'), index('webhook_id', 'next_attempt_at'), index('occurred_at')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('webhook_delivery');
    await runner.dropTable('webhook');
    await runner.dropIndex('outbox_event', new TableIndex(index('queued_at')));
    await runner.query('ALTER TABLE outbox_event DROP COLUMN queued_at');
  }
}
