import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const where = "publication_state = 'PUBLISHED'";

const several = ['year', 'activity_type', 'country_code', 'component_id', 'region_id', 'programme_id'];
const counted = {
  activity_published_by_type: ['activity_type'],
  activity_published_by_country: ['country_code'],
  activity_published_by_component: ['component_id'],
  activity_published_by_region: ['region_id'],
  activity_published_by_programme: ['programme_id'],
  activity_published_by_year_and_type: ['year', 'activity_type'],
  activity_published_by_year_and_component: ['year', 'component_id'],
  activity_published_by_several: several,
};

const created = Object.entries(counted).map(([name, columns]) => ({ name, where, ...index(...columns) }));
const replaced = [index('year', 'activity_type', 'publication_state'), index(...several, 'publication_state')];

/** Adds indexes that counts of published activities read completely. They replace larger ones of all activities. */
export class CountsOfPublished1764540000000 implements MigrationInterface {
  readonly name = 'CountsOfPublished1764540000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const options of replaced) await runner.dropIndex('activity', new TableIndex(options));
    for (const options of created) await runner.createIndex('activity', new TableIndex(options));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const options of created) await runner.dropIndex('activity', new TableIndex(options));
    for (const options of replaced) await runner.createIndex('activity', new TableIndex(options));
  }
}
