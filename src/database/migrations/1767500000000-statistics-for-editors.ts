import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const countedBySeveral = {
  name: 'activity_counted_by_several',
  ...index(
    'year',
    'activity_type',
    'country_code',
    'component_id',
    'region_id',
    'programme_id',
    'status',
    'publication_state',
    'deleted_at',
  ),
};

/** Adds an index that counts by several dimensions read completely for viewers who see more than what is published. */
export class StatisticsForEditors1767500000000 implements MigrationInterface {
  readonly name = 'StatisticsForEditors1767500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.createIndex('activity', new TableIndex(countedBySeveral));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('activity', new TableIndex(countedBySeveral));
  }
}
