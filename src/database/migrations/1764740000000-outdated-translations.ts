import { createHash } from 'node:crypto';
import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { jsonListIn } from '../sql/json-lists';
import { join, raw, type Sql, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { index } from './table-columns';

interface Localized {
  readonly table: string;
  /** The column of the translations with the id of the item. */
  readonly owner: string;
  readonly texts: readonly string[];
  /** The texts that are stored as rows, by their tables and columns. */
  readonly lists?: Readonly<Record<string, { readonly table: string; readonly column: string }>>;
  /** True if lists of items with outdated translations are read. */
  readonly isListed: boolean;
}

const localized: readonly Localized[] = [
  {
    table: 'activity',
    owner: 'activity_id',
    texts: ['title', 'summary', 'description', 'place'],
    lists: {
      topics: { table: 'activity_topic', column: 'topic' },
      objectives: { table: 'objective', column: 'text' },
    },
    isListed: true,
  },
  { table: 'news_item', owner: 'news_item_id', texts: ['title', 'excerpt', 'body'], isListed: true },
  { table: 'network', owner: 'network_id', texts: ['name', 'description'], isListed: true },
  { table: 'restricted_document', owner: 'document_id', texts: ['title'], isListed: true },
  { table: 'organisation', owner: 'organisation_id', texts: ['name'], isListed: false },
  { table: 'programme', owner: 'programme_id', texts: ['name', 'description'], isListed: false },
  { table: 'component', owner: 'component_id', texts: ['name', 'description'], isListed: false },
  { table: 'region', owner: 'region_id', texts: ['name'], isListed: false },
  { table: 'image', owner: 'image_id', texts: ['alt', 'caption'], isListed: false },
];

const BATCH_SIZE = 500;

/** Stores which translations have outdated texts, and adds indexes that find them. */
export class OutdatedTranslations1764740000000 implements MigrationInterface {
  readonly name = 'OutdatedTranslations1764740000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const item of localized) {
      // Plain SQL: on SQLite, the table API would rebuild the table.
      await runner.query(
        `ALTER TABLE ${item.table}_translation ADD COLUMN has_outdated_texts integer NOT NULL DEFAULT 0`,
      );
      await fill(runner, item);
      if (item.isListed) await runner.createIndex(`${item.table}_translation`, ofOutdated(item));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const item of localized) {
      if (item.isListed) await runner.dropIndex(`${item.table}_translation`, ofOutdated(item));
      await runner.query(`ALTER TABLE ${item.table}_translation DROP COLUMN has_outdated_texts`);
    }
  }
}

function ofOutdated({ table, owner }: Localized): TableIndex {
  return new TableIndex({
    name: `${table}_translation_outdated`,
    ...index(owner),
    where: 'has_outdated_texts = 1',
  });
}

type Row = Readonly<Record<string, unknown>> & { readonly id: number; readonly base: string };

/** Stores which translations of activities have outdated texts, anew. */
export async function fillActivities(runner: QueryRunner): Promise<void> {
  await runner.query('UPDATE activity_translation SET has_outdated_texts = 0');
  await fill(runner, localized[0]!);
}

async function fill(runner: QueryRunner, { table, owner, texts, lists = {} }: Localized): Promise<void> {
  const { manager } = runner;
  const translation = raw(`${table}_translation`);
  const originals = [
    ...texts.map((name) => raw(`x.${name} AS "${name}"`)),
    ...Object.entries(lists).map(([name, { table: rows, column }]): Sql => {
      const list = jsonListIn(manager)(`l.${column}`, raw(`${rows} l WHERE l.${table}_id = x.id`), 'l.position');
      return sql`${list} AS ${raw(`"${name}"`)}`;
    }),
  ];
  for (let last = 0; ;) {
    const rows = await executeSql<Row>(
      manager,
      sql`SELECT t.id AS id, t.base AS base, ${join(originals)}
        FROM ${translation} t JOIN ${raw(table)} x ON x.id = t.${raw(owner)}
        WHERE t.id > ${last} ORDER BY t.id LIMIT ${BATCH_SIZE}`,
    );
    if (rows.length === 0) return;
    last = rows.at(-1)!.id;
    const outdated = rows.filter((row) => isOutdated(row, texts, Object.keys(lists))).map(({ id }) => sql`${id}`);
    if (outdated.length === 0) continue;
    await executeSql(manager, sql`UPDATE ${translation} SET has_outdated_texts = 1 WHERE id IN (${join(outdated)})`);
  }
}

/** True if a text of the item is not the one that its translation was made from. */
function isOutdated(row: Row, texts: readonly string[], lists: readonly string[]): boolean {
  const base = JSON.parse(row.base) as Readonly<Record<string, string>>;
  const isChanged = (name: string, json: string): boolean => base[name] !== undefined && base[name] !== hashOf(json);
  return (
    texts.some((name) => isChanged(name, JSON.stringify(row[name]))) ||
    lists.some((name) => isChanged(name, JSON.stringify(JSON.parse(row[name] as string))))
  );
}

function hashOf(json: string): string {
  return createHash('sha256').update(json).digest('base64url').slice(0, 16);
}
