import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const inOrder = ['starts_on_day', 'id', 'publication_state', 'year'];
const counted = {
  type: 'activity_type',
  country: 'country_code',
  component: 'component_id',
  region: 'region_id',
  programme: 'programme_id',
};

const changes = Object.entries(counted).map(([what, column]) => {
  const others = Object.values(counted).filter((other) => other !== column);
  return {
    before: index(column, ...inOrder),
    // TypeORM derives index names from the set of columns, without their order.
    after: { ...index(column, ...inOrder, ...others), name: `activity_facets_by_${what}` },
  };
});

/** Extends the indexes that activities are filtered by with the columns that facets count. */
export class FacetsInIndexes1764470000000 implements MigrationInterface {
  readonly name = 'FacetsInIndexes1764470000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const { before, after } of changes) {
      await runner.dropIndex('activity', new TableIndex(before));
      await runner.createIndex('activity', new TableIndex(after));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { before, after } of changes) {
      await runner.dropIndex('activity', new TableIndex(after));
      await runner.createIndex('activity', new TableIndex(before));
    }
  }
}
