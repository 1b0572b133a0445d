import { createHash } from 'node:crypto';
import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import { join, raw, sql } from '../sql/sql';
import { executeSql } from '../sql/write-sql';
import { index } from './table-columns';

interface Listed {
  readonly table: string;
  readonly translation: string;
  /** The column of the translations with the id of the item. */
  readonly owner: string;
  /** The column that lists are ordered by. */
  readonly text: string;
  /** The columns of the index of items, after the set and the text. */
  readonly others: readonly string[];
}

const items: readonly Listed[] = [
  {
    table: 'activity',
    translation: 'activity_translation',
    owner: 'activity_id',
    text: 'title_folded',
    others: ['id', 'publication_state'],
  },
  {
    table: 'news_item',
    translation: 'news_item_translation',
    owner: 'news_item_id',
    text: 'title_folded',
    others: ['id', 'publication_state'],
  },
  {
    table: 'network',
    translation: 'network_translation',
    owner: 'network_id',
    text: 'name_folded',
    others: ['id', 'publication_state'],
  },
  {
    table: 'organisation',
    translation: 'organisation_translation',
    owner: 'organisation_id',
    text: 'name_folded',
    others: ['id'],
  },
];

const BATCH_SIZE = 1000;

/**
 * Adds the set of languages that items are shown in, and indexes that have their titles by it. They replace indexes of
 * titles by language, which nothing reads.
 */
export class OrdersInLanguages1764700000000 implements MigrationInterface {
  readonly name = 'OrdersInLanguages1764700000000';

  async up(runner: QueryRunner): Promise<void> {
    const collation = runner.dataSource.options.type === 'postgres' ? 'COLLATE "C"' : '';
    for (const item of items) {
      const { table, translation } = item;
      for (const changed of [table, translation]) {
        // Plain SQL: on SQLite, the table API would rebuild the table.
        await runner.query(`ALTER TABLE ${changed} ADD COLUMN locale_set varchar(16) ${collation} NOT NULL DEFAULT ''`);
      }
      await fill(runner, item);
      await runner.dropIndex(translation, unread(item));
      await runner.createIndex(table, ofItems(item));
      await runner.createIndex(translation, ofTranslations(item));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const item of items) {
      const { table, translation } = item;
      await runner.dropIndex(translation, ofTranslations(item));
      await runner.dropIndex(table, ofItems(item));
      await runner.createIndex(translation, unread(item));
      for (const changed of [translation, table]) await runner.query(`ALTER TABLE ${changed} DROP COLUMN locale_set`);
    }
  }
}

function ofItems({ text, others }: Listed): TableIndex {
  return new TableIndex(index('locale_set', text, ...others));
}

function ofTranslations({ text, owner }: Listed): TableIndex {
  return new TableIndex(index('locale_set', 'locale', text, owner));
}

function unread({ text, owner }: Listed): TableIndex {
  return new TableIndex(index('locale', text, owner));
}

async function fill(runner: QueryRunner, { table, translation, owner }: Listed): Promise<void> {
  for (let last = 0; ;) {
    const rows = await executeSql<{ id: number; original: string; locale: string }>(
      runner.manager,
      sql`SELECT x.id AS id, x.original_locale AS original, t.locale AS locale
        FROM ${raw(table)} x JOIN ${raw(translation)} t ON t.${raw(owner)} = x.id AND t.state = 'PUBLISHED'
        WHERE x.id IN (
          SELECT DISTINCT ${raw(owner)} FROM ${raw(translation)} WHERE ${raw(owner)} > ${last}
          ORDER BY ${raw(owner)} LIMIT ${BATCH_SIZE})
        ORDER BY x.id, t.locale`,
    );
    const [next] = await executeSql<{ id: number | null }>(
      runner.manager,
      sql`SELECT max(id) AS id FROM (
        SELECT DISTINCT ${raw(owner)} AS id FROM ${raw(translation)} WHERE ${raw(owner)} > ${last}
        ORDER BY ${raw(owner)} LIMIT ${BATCH_SIZE}) batch`,
    );
    if (next?.id == null) return;
    last = next.id;
    const locales = new Map<number, string[]>();
    for (const { id, original, locale } of rows) {
      const known = locales.get(id);
      if (known === undefined) locales.set(id, [original, locale]);
      else known.push(locale);
    }
    const idsBySet = new Map<string, number[]>();
    for (const [id, all] of locales) {
      const set = createHash('sha256').update(all.join(' ')).digest('hex').slice(0, 16);
      idsBySet.set(set, [...(idsBySet.get(set) ?? []), id]);
    }
    for (const [set, ids] of idsBySet) {
      const values = join(ids.map((id) => sql`${id}`));
      await executeSql(runner.manager, sql`UPDATE ${raw(table)} SET locale_set = ${set} WHERE id IN (${values})`);
      await executeSql(
        runner.manager,
        sql`UPDATE ${raw(translation)} SET locale_set = ${set} WHERE ${raw(owner)} IN (${values}) AND state = 'PUBLISHED'`,
      );
    }
  }
}
