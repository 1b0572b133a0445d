import { type MigrationInterface, type QueryRunner, Table, TableIndex } from 'typeorm';
import { index, nullable, primary, reference, tableColumns, uniqueIndex } from './table-columns';

const COLUMNS = {
  planned_start: 'varchar(10)',
  actual_start: 'varchar(10)',
  planned_end: 'varchar(10)',
  actual_end: 'varchar(10)',
  status: 'varchar(14)',
  iati_identifier: 'varchar(200)',
  iati_identifier_folded: 'varchar(400)',
  policy_markers: 'text',
  locations: 'text',
  reporting_organisation_id: 'integer',
};

const indices = [uniqueIndex('iati_identifier'), index('iati_identifier_folded'), index('reporting_organisation_id')];

const inOrder = ['starts_on_day', 'id', 'publication_state', 'year'];
const counted = {
  type: 'activity_type',
  country: 'country_code',
  component: 'component_id',
  region: 'region_id',
  programme: 'programme_id',
};
const several = ['year', ...Object.values(counted)];
const published = { where: "publication_state = 'PUBLISHED'" };

/** The indexes of all columns that facets count get the status as their last column. */
const widened = [
  ...Object.entries(counted).map(([what, column]) => ({
    name: `activity_facets_by_${what}`,
    columns: [column, ...inOrder, ...Object.values(counted).filter((other) => other !== column)],
    where: {},
  })),
  { name: 'activity_published_by_several', columns: several, where: published },
].map(({ name, columns, where }) => ({
  before: { name, ...index(...columns), ...where },
  after: { name, ...index(...columns, 'status'), ...where },
}));

const byStatus = [
  { name: 'activity_facets_by_status', ...index('status', ...inOrder, ...Object.values(counted)) },
  { name: 'activity_published_by_status', ...index('status'), ...published },
];

/** Adds the status, planned and actual dates, identifiers, recipients, sectors, goals, markers and places of activities. */
export class ClassificationOfActivities1764930000000 implements MigrationInterface {
  readonly name = 'ClassificationOfActivities1764930000000';

  async up(runner: QueryRunner): Promise<void> {
    const { integer, keyText } = tableColumns(runner);
    const isPostgres = runner.dataSource.options.type === 'postgres';
    // Plain SQL: on SQLite, the table API would rebuild the table.
    for (const [column, type] of Object.entries(COLUMNS)) {
      const collation = isPostgres && type.startsWith('varchar') ? 'COLLATE "C"' : '';
      await runner.query(`ALTER TABLE activity ADD COLUMN ${column} ${type} ${collation}`);
    }
    for (const options of [...indices, ...byStatus]) await runner.createIndex('activity', new TableIndex(options));
    for (const { before, after } of widened) {
      await runner.dropIndex('activity', new TableIndex(before));
      await runner.createIndex('activity', new TableIndex(after));
    }

    const ofActivity = [integer('activity_id', primary), integer('position', primary)];
    const toActivity = reference('activity_id', 'activity', 'CASCADE');
    await runner.createTable(
      new Table({
        name: 'activity_recipient',
        columns: [
          ...ofActivity,
          keyText('country_code', 2, nullable),
          keyText('region_code', 20, nullable),
          keyText('percentage', 13, nullable),
        ],
        foreignKeys: [toActivity],
        indices: [index('country_code', 'activity_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity_sector',
        columns: [
          ...ofActivity,
          keyText('sector_code', 20),
          keyText('category_code', 3),
          keyText('percentage', 13, nullable),
        ],
        foreignKeys: [toActivity],
        indices: [index('sector_code', 'activity_id'), index('category_code', 'activity_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity_sdg',
        columns: [...ofActivity, keyText('code', 20), integer('goal')],
        foreignKeys: [toActivity],
        indices: [index('code', 'activity_id'), index('goal', 'activity_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity_relation',
        columns: [integer('activity_id', primary), integer('related_activity_id', primary)],
        foreignKeys: [toActivity, reference('related_activity_id', 'activity', 'CASCADE')],
        indices: [index('related_activity_id', 'activity_id')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['activity_relation', 'activity_sdg', 'activity_sector', 'activity_recipient']) {
      await runner.dropTable(table);
    }
    for (const { before, after } of widened) {
      await runner.dropIndex('activity', new TableIndex(after));
      await runner.createIndex('activity', new TableIndex(before));
    }
    for (const options of [...indices, ...byStatus]) await runner.dropIndex('activity', new TableIndex(options));
    for (const column of Object.keys(COLUMNS)) await runner.query(`ALTER TABLE activity DROP COLUMN ${column}`);
  }
}
