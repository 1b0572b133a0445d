import type { LoaderDefinition } from '../../../core/access/request-context';
import { emptyContent, tableOf } from '../../../core/fields/content';
import { selectContent } from '../../../core/fields/content-storage';
import { originalTexts } from '../../../core/fields/localized-fields';
import { hashText, type LocalizedContent, outdatedTexts } from '../../../core/fields/translation-values';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { join, raw, sql } from '../../../database/sql/sql';
import type { ListedType } from '../publishable';
import { type FieldChange, jsonOf } from './history.changes';

/** How many of the latest versions of an item are searched for the texts that a translation was made from. */
export const MAX_SEARCHED_VERSIONS = 100;

/** What it costs to search a version of an activity with long texts, which are parsed as JSON. */
export const SEARCHED_VERSION_COST = 1_500;

/** How many versions of each item are in memory at a time. */
const VERSIONS_AT_ONCE = 10;

/** The most statements that search the versions. */
export const SEARCHING_STATEMENTS = MAX_SEARCHED_VERSIONS / VERSIONS_AT_ONCE;

/** The translation of an item into a language. */
interface ItemInLanguage {
  readonly id: number;
  readonly locale: string;
}

/** An original text that has changed since it was translated. */
interface OutdatedText {
  readonly id: number;
  readonly field: string;
  /** The hash of the text that the translation was made from. */
  readonly base: string | undefined;
  readonly to: string | null;
  /** The text that the translation was made from, as JSON; undefined until a version has it. */
  from?: string | null;
}

/** The original texts of an item at an earlier version. */
interface EarlierVersion {
  readonly itemId: number;
  readonly texts: Readonly<Record<string, unknown>>;
}

/**
 * The original texts that have changed since they were translated, as the translation was made from them and as they are now. Texts
 * that none of the latest versions has are left out.
 */
export function changedOriginals(type: ListedType): LoaderDefinition<ItemInLanguage, FieldChange[]> {
  return {
    keyText: ({ id, locale }) => `${id} ${locale}`,
    batch: async (keys, { read }) => {
      const contents = await readContents(type, unique(keys.map(({ id }) => id)), read);
      const outdated = keys.map((key) => outdatedIn(type, contents.get(key.id), key));
      await findEarlierTexts(type, outdated.flat(), read);
      return outdated.map((texts) =>
        texts.flatMap(({ field, from, to }) => (from === undefined ? [] : [{ field, from, to }])),
      );
    },
  };
}

function outdatedIn(
  { content }: ListedType,
  stored: LocalizedContent | undefined,
  { id, locale }: ItemInLanguage,
): OutdatedText[] {
  const translation = stored?.translations.find((one) => one.locale === locale);
  if (stored === undefined || translation === undefined) return [];
  const now = originalTexts(content, stored);
  return outdatedTexts(now, translation).map((field) => ({
    id,
    field,
    base: translation.base[field],
    to: jsonOf(now[field]),
  }));
}

async function readContents(
  type: ListedType,
  ids: readonly number[],
  read: ReadDatabase,
): Promise<ReadonlyMap<number, LocalizedContent>> {
  const { columns, get } = selectContent(type.content, 't', read.jsonListOf);
  const rows = await read.query(sql`
    SELECT t.id AS item_id, ${columns} FROM ${raw(tableOf(type.content))} t WHERE ${read.isIn(sql`t.id`, ids)}`);
  return new Map(rows.map((row) => [row['itemId'] as number, get(row) as LocalizedContent]));
}

/** Searches the latest versions, some at a time, until each text is found, and sets its `from`. */
async function findEarlierTexts(
  type: ListedType,
  outdated: readonly OutdatedText[],
  read: ReadDatabase,
): Promise<void> {
  for (let searched = 0; searched < MAX_SEARCHED_VERSIONS; searched += VERSIONS_AT_ONCE) {
    const sought = outdated.filter(({ from }) => from === undefined);
    if (sought.length === 0) return;
    const versions = await readVersions(type, sought, searched, read);
    for (const { itemId, texts } of versions) {
      const hashes = new Map(Object.entries(texts).map(([field, text]) => [field, hashText(text)]));
      for (const text of sought) {
        if (text.id !== itemId || text.from !== undefined || hashes.get(text.field) !== text.base) continue;
        text.from = jsonOf(texts[text.field]);
      }
    }
    // No item has more versions.
    if (versions.length < VERSIONS_AT_ONCE) return;
  }
}

/** The texts of the next versions of the items, the newest first. */
async function readVersions(
  type: ListedType,
  sought: readonly OutdatedText[],
  searched: number,
  read: ReadDatabase,
): Promise<EarlierVersion[]> {
  const ids = unique(sought.map(({ id }) => id));
  const fields = unique(sought.map(({ field }) => field));
  const values = fields.map((field) => sql`${read.jsonValue('r.state', ['content', field])} AS ${raw(`"${field}"`)}`);
  const rows = await read.query(
    sql`
      SELECT r.item_id, ${join(values)}
      FROM (
        SELECT v.id, ROW_NUMBER() OVER (PARTITION BY v.item_id ORDER BY v.version DESC) AS place
        FROM revision v WHERE v.type = ${type.name} AND ${read.isIn(sql`v.item_id`, ids)}
      ) latest JOIN revision r ON r.id = latest.id
      WHERE latest.place > ${searched} AND latest.place <= ${searched + VERSIONS_AT_ONCE}
      ORDER BY r.version DESC`,
    { scan: { tables: [], perRow: 0, once: ids.length * VERSIONS_AT_ONCE * SEARCHED_VERSION_COST } },
  );
  const empty = emptyContent(type.content);
  return rows.map((row) => {
    // A version that was recorded before the type had a field lacks it.
    const recorded = fields.filter((field) => row[field] !== null);
    const parsed = recorded.map((field) => [field, JSON.parse(row[field] as string)] as const);
    const texts = originalTexts(type.content, { ...empty, ...Object.fromEntries(parsed) });
    return { itemId: row['itemId'] as number, texts };
  });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
