import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const replaced = index('id', 'publication_state');
const created = index('id', 'publication_state', 'deleted_at');

/** Adds indexes that counts of everything outside of the trash read completely. That of activities replaces a smaller one. */
export class CountsForEditors1767400000000 implements MigrationInterface {
  readonly name = 'CountsForEditors1767400000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('activity', new TableIndex(replaced));
    await runner.createIndex('activity', new TableIndex(created));
    await runner.createIndex('news_item', new TableIndex(created));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('news_item', new TableIndex(created));
    await runner.dropIndex('activity', new TableIndex(created));
    await runner.createIndex('activity', new TableIndex(replaced));
  }
}
