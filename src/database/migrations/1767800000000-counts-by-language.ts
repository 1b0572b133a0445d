import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { index } from './table-columns';

const inOrder = ['starts_on_day', 'id', 'publication_state', 'year'];
const counted = {
  type: 'activity_type',
  country: 'country_code',
  component: 'component_id',
  region: 'region_id',
  programme: 'programme_id',
  status: 'status',
};
const all = Object.values(counted);
const several = ['year', 'activity_type', 'country_code', 'component_id', 'region_id', 'programme_id', 'status'];
const published = { where: "publication_state = 'PUBLISHED'" };
const ofEditors = ['publication_state', 'deleted_at'];

/** The indexes of all columns that facets count get the original language. */
const widened = [
  ...Object.entries(counted).map(([what, column]) => ({
    name: `activity_facets_by_${what}`,
    columns: [column, ...inOrder, ...all.filter((other) => other !== column)],
    last: [],
    where: {},
  })),
  { name: 'activity_published_by_several', columns: several, last: [], where: published },
  { name: 'activity_counted_by_several', columns: several, last: ofEditors, where: {} },
].map(({ name, columns, last, where }) => ({
  before: { name, ...index(...columns, ...last), ...where },
  after: { name, ...index(...columns, 'original_locale', ...last), ...where },
}));

const byLanguage = [
  { name: 'activity_facets_by_language', ...index('original_locale', ...inOrder, ...all) },
  { name: 'activity_published_by_language', ...index('original_locale'), ...published },
];

/** What `activity_facets_by_language` replaces. */
const replaced = index('original_locale');

/** Counts activities by their original languages in indexes, as by the other columns of facets. */
export class CountsByLanguage1767800000000 implements MigrationInterface {
  readonly name = 'CountsByLanguage1767800000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const { before, after } of widened) await replace(runner, before, after);
    await runner.dropIndex('activity', new TableIndex(replaced));
    for (const options of byLanguage) await runner.createIndex('activity', new TableIndex(options));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const options of byLanguage) await runner.dropIndex('activity', new TableIndex(options));
    await runner.createIndex('activity', new TableIndex(replaced));
    for (const { before, after } of widened) await replace(runner, after, before);
  }
}

type IndexOptions = ConstructorParameters<typeof TableIndex>[0];

async function replace(runner: QueryRunner, old: IndexOptions, replacement: IndexOptions): Promise<void> {
  await runner.dropIndex('activity', new TableIndex(old));
  await runner.createIndex('activity', new TableIndex(replacement));
}
