import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';

const tables = ['outbox_event', 'webhook_delivery'];

const pendingByItem = new TableIndex({
  name: 'webhook_delivery_pending_by_item',
  columnNames: ['webhook_id', 'item_type', 'thing_id', 'event_id'],
  where: 'next_attempt_at IS NOT NULL',
});

/** Adds what events of content changes say of their items, and an index that finds the pending deliveries of an item. */
export class ContentChanges1764580000000 implements MigrationInterface {
  readonly name = 'ContentChanges1764580000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    for (const table of tables) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN item_type varchar(40) ${collation}`);
      await runner.query(`ALTER TABLE ${table} ADD COLUMN slug varchar(200) ${collation}`);
      await runner.query(`ALTER TABLE ${table} ADD COLUMN locales text`);
    }
    await runner.createIndex('webhook_delivery', pendingByItem);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('webhook_delivery', pendingByItem);
    for (const table of tables) {
      for (const column of ['item_type', 'slug', 'locales'])
        await runner.query(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    }
  }
}
