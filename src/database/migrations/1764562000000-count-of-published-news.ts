import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const counted = new TableIndex({
  ...index('id'),
  name: 'news_item_published',
  where: "publication_state = 'PUBLISHED'",
});

/** Adds an index whose length is the number of published news items. */
export class CountOfPublishedNews1764562000000 implements MigrationInterface {
  readonly name = 'CountOfPublishedNews1764562000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('news_item', counted);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('news_item', counted);
  }
}
