import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const published = ['network', 'activity', 'news_item', 'restricted_document'];

/** Adds indexes for the scheduler, which looks for due content every second. */
export class Scheduling1764350000000 implements MigrationInterface {
  readonly name = 'Scheduling1764350000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of published) await runner.createIndex(table, new TableIndex(index('publish_at')));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of published) await runner.dropIndex(table, new TableIndex(index('publish_at')));
  }
}
