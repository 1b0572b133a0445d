import { type MigrationInterface, type QueryRunner, Table, type TableColumnOptions, TableIndex } from 'typeorm';
import { index, nullable, reference, tableColumns, uniqueIndex } from './table-columns';

interface Localized {
  readonly table: string;
  /** The column of the translations with the id of the item. */
  readonly owner: string;
  readonly texts: (columns: ReturnType<typeof tableColumns>) => TableColumnOptions[];
  readonly indexes?: readonly (readonly string[])[];
}

function rendered(name: string, { prose, keyText }: ReturnType<typeof tableColumns>): TableColumnOptions[] {
  return [prose(name, nullable), prose(`${name}_html`, nullable), keyText(`${name}_key`, 30, { default: "''" })];
}

const localized: readonly Localized[] = [
  {
    table: 'activity',
    owner: 'activity_id',
    texts: (columns) => [
      columns.prose('title'),
      columns.prose('summary'),
      ...rendered('description', columns),
      columns.keyText('place', 200, nullable),
      columns.prose('objectives'),
      columns.prose('topics'),
      columns.keyText('title_folded', 600),
    ],
    indexes: [['locale', 'title_folded', 'activity_id'], ['description_key']],
  },
  {
    table: 'news_item',
    owner: 'news_item_id',
    texts: (columns) => [
      columns.prose('title'),
      columns.prose('excerpt'),
      ...rendered('body', columns),
      columns.keyText('title_folded', 600),
    ],
    indexes: [['locale', 'title_folded', 'news_item_id'], ['body_key']],
  },
  {
    table: 'network',
    owner: 'network_id',
    texts: ({ prose, keyText }) => [prose('name'), prose('description', nullable), keyText('name_folded', 600)],
    indexes: [['locale', 'name_folded', 'network_id']],
  },
  {
    table: 'organisation',
    owner: 'organisation_id',
    texts: ({ prose, keyText }) => [prose('name'), keyText('name_folded', 600)],
    indexes: [['locale', 'name_folded', 'organisation_id']],
  },
  { table: 'programme', owner: 'programme_id', texts: ({ prose }) => [prose('name'), prose('description', nullable)] },
  { table: 'component', owner: 'component_id', texts: ({ prose }) => [prose('name'), prose('description', nullable)] },
  { table: 'region', owner: 'region_id', texts: ({ prose }) => [prose('name')] },
  { table: 'restricted_document', owner: 'document_id', texts: ({ prose }) => [prose('title')] },
];

/** Adds the language of each item, and the tables of translations. Existing texts count as English. */
export class Translations1764610000000 implements MigrationInterface {
  readonly name = 'Translations1764610000000';

  async up(runner: QueryRunner): Promise<void> {
    const columns = tableColumns(runner);
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    for (const { table, owner, texts, indexes = [] } of localized) {
      // Plain SQL: on SQLite, the table API would rebuild the table.
      await runner.query(
        `ALTER TABLE ${table} ADD COLUMN original_locale varchar(35) ${collation} NOT NULL DEFAULT 'en'`,
      );
      const translation = `${table}_translation`;
      await runner.createTable(
        new Table({
          name: translation,
          columns: [
            columns.id(),
            columns.keyText('locale', 35),
            columns.keyText('state', 10),
            columns.prose('base'),
            columns.keyText('updated_at', 24),
            columns.integer(owner),
            ...texts(columns),
          ],
          foreignKeys: [reference(owner, table, 'CASCADE')],
          indices: [uniqueIndex(owner, 'locale')],
        }),
      );
      for (const names of indexes) await runner.createIndex(translation, new TableIndex(index(...names)));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { table } of [...localized].reverse()) {
      await runner.dropTable(`${table}_translation`);
      await runner.query(`ALTER TABLE ${table} DROP COLUMN original_locale`);
    }
  }
}
