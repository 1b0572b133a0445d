import { type MigrationInterface, type QueryRunner, Table, TableForeignKey } from 'typeorm';
import { index, nullable, primary, reference, tableColumns, unique, uniqueIndex } from './table-columns';

/** Creates programmes, networks and their members, activities, objectives, news, documents and accounts. */
export class InitialSchema1764000000000 implements MigrationInterface {
  readonly name = 'InitialSchema1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    const { id, keyText, prose, integer } = tableColumns(runner);
    const instant = (name: string, more = {}) => keyText(name, 24, more);
    const partialDay = (name: string) => keyText(name, 10, nullable);
    const publication = () => [
      keyText('publication_state', 10),
      instant('publish_at', nullable),
      integer('version', { default: 1 }),
      integer('created_by_id', nullable),
      integer('updated_by_id', nullable),
    ];
    const publicationAccounts = () => [
      reference('created_by_id', 'account', 'SET NULL'),
      reference('updated_by_id', 'account', 'SET NULL'),
    ];

    await runner.createTable(
      new Table({
        name: 'organisation',
        columns: [
          id(),
          keyText('slug', 200, unique),
          prose('name'),
          keyText('acronym', 50, nullable),
          keyText('country_code', 2, nullable),
          keyText('identifier', 100, nullable),
        ],
      }),
    );
    await runner.createTable(
      new Table({ name: 'region', columns: [id(), keyText('code', 50, unique), prose('name')] }),
    );
    await runner.createTable(
      new Table({
        name: 'programme',
        columns: [
          id(),
          keyText('slug', 200, unique),
          prose('name'),
          keyText('acronym', 50, nullable),
          prose('description', nullable),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'component',
        columns: [
          id(),
          keyText('code', 50, unique),
          prose('name'),
          prose('description', nullable),
          integer('programme_id'),
        ],
        foreignKeys: [reference('programme_id', 'programme', 'CASCADE')],
        indices: [index('programme_id', 'code')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'network',
        columns: [
          id(),
          keyText('slug', 200, unique),
          prose('name'),
          keyText('acronym', 50, nullable),
          prose('description', nullable),
          partialDay('since'),
          keyText('name_folded', 600),
          partialDay('since_day'),
          keyText('acronym_folded', 100, nullable),
          ...publication(),
        ],
        indices: [index('name_folded', 'id', 'publication_state'), index('since_day', 'id', 'publication_state')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'account',
        columns: [
          id(),
          keyText('email', 320, unique),
          prose('name'),
          keyText('role', 6),
          integer('network_id', nullable),
          keyText('password_hash', 60),
          instant('created_at'),
        ],
        foreignKeys: [reference('network_id', 'network', 'RESTRICT')],
        indices: [index('network_id')],
      }),
    );
    // Accounts and networks refer to each other, so the second of the two foreign keys comes last.
    await runner.createForeignKeys(
      'network',
      publicationAccounts().map((key) => new TableForeignKey(key)),
    );
    await runner.createTable(
      new Table({
        name: 'network_supporter',
        columns: [integer('network_id', primary), integer('organisation_id', primary)],
        foreignKeys: [
          reference('network_id', 'network', 'CASCADE'),
          reference('organisation_id', 'organisation', 'CASCADE'),
        ],
        indices: [index('organisation_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'member_country',
        columns: [
          id(),
          integer('network_id'),
          keyText('country_code', 2),
          keyText('kind', 13),
          integer('institution_id', nullable),
          partialDay('since'),
          partialDay('until'),
        ],
        foreignKeys: [
          reference('network_id', 'network', 'CASCADE'),
          reference('institution_id', 'organisation', 'SET NULL'),
        ],
        indices: [index('network_id'), index('country_code'), index('institution_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity',
        columns: [
          id(),
          keyText('slug', 200, unique),
          prose('title'),
          prose('summary'),
          prose('description', nullable),
          partialDay('starts_on'),
          partialDay('ends_on'),
          integer('programme_id', nullable),
          keyText('code', 100, { ...nullable, ...unique }),
          integer('year', nullable),
          integer('component_id', nullable),
          integer('region_id', nullable),
          keyText('country_code', 2, nullable),
          keyText('place', 200, nullable),
          keyText('activity_type', 20, nullable),
          ...publication(),
          instant('created_at'),
          instant('updated_at'),
          keyText('title_folded', 600),
          partialDay('starts_on_day'),
          keyText('code_folded', 100, nullable),
          keyText('place_folded', 400, nullable),
        ],
        foreignKeys: [
          reference('programme_id', 'programme', 'RESTRICT'),
          reference('component_id', 'component', 'SET NULL'),
          reference('region_id', 'region', 'SET NULL'),
          ...publicationAccounts(),
        ],
        indices: [
          index('starts_on_day', 'id', 'publication_state'),
          index('year', 'id', 'publication_state'),
          index('code', 'id', 'publication_state'),
          index('title_folded', 'id', 'publication_state'),
          index('code_folded'),
          index('place_folded'),
          index('created_at', 'id', 'publication_state'),
          index('programme_id', 'starts_on_day', 'id', 'publication_state', 'year'),
          index('year', 'starts_on_day', 'id', 'publication_state'),
          index('year', 'activity_type', 'publication_state'),
          index('component_id', 'starts_on_day', 'id', 'publication_state', 'year'),
          index('region_id', 'starts_on_day', 'id', 'publication_state', 'year'),
          index('country_code', 'starts_on_day', 'id', 'publication_state', 'year'),
          index('activity_type', 'starts_on_day', 'id', 'publication_state', 'year'),
          index('id', 'publication_state'),
          index(
            'year',
            'activity_type',
            'country_code',
            'component_id',
            'region_id',
            'programme_id',
            'publication_state',
          ),
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity_topic',
        columns: [
          integer('activity_id', primary),
          integer('position', primary),
          keyText('topic', 200),
          keyText('topic_folded', 400),
        ],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE')],
        indices: [index('topic_folded', 'activity_id', 'topic')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity_country',
        columns: [integer('activity_id', primary), keyText('country_code', 2, primary)],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE')],
        indices: [index('country_code', 'activity_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'activity_network',
        columns: [integer('activity_id', primary), integer('network_id', primary)],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE'), reference('network_id', 'network', 'CASCADE')],
        indices: [index('network_id', 'activity_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'objective',
        columns: [id(), integer('activity_id'), integer('position'), prose('text')],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE')],
        indices: [uniqueIndex('activity_id', 'position')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'news_item',
        columns: [
          id(),
          keyText('slug', 200, unique),
          prose('title'),
          prose('excerpt'),
          prose('body', nullable),
          instant('published_at', nullable),
          keyText('title_folded', 600),
          ...publication(),
        ],
        foreignKeys: publicationAccounts(),
        indices: [index('published_at', 'id', 'publication_state'), index('title_folded', 'id', 'publication_state')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'news_activity',
        columns: [integer('news_item_id', primary), integer('activity_id', primary)],
        foreignKeys: [
          reference('news_item_id', 'news_item', 'CASCADE'),
          reference('activity_id', 'activity', 'CASCADE'),
        ],
        indices: [index('activity_id', 'news_item_id')],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'restricted_document',
        columns: [
          id(),
          integer('activity_id'),
          integer('position'),
          prose('title'),
          integer('content_version', nullable),
          ...publication(),
        ],
        foreignKeys: [reference('activity_id', 'activity', 'CASCADE'), ...publicationAccounts()],
        indices: [uniqueIndex('activity_id', 'position')],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // SQLite rebuilds the table to drop a foreign key, and the old table cannot be dropped while accounts refer to its
    // rows.
    await runner.query('UPDATE account SET network_id = NULL');
    const network = await runner.getTable('network');
    const accountKeys = network?.foreignKeys.filter((key) => key.referencedTableName.endsWith('account')) ?? [];
    await runner.dropForeignKeys('network', accountKeys);
    for (const table of [
      'restricted_document',
      'news_activity',
      'news_item',
      'objective',
      'activity_network',
      'activity_country',
      'activity_topic',
      'activity',
      'member_country',
      'network_supporter',
      'account',
      'network',
      'component',
      'programme',
      'region',
      'organisation',
    ]) {
      await runner.dropTable(table);
    }
  }
}
