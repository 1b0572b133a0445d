import type { LoaderDefinition } from '../../../core/access/request-context';
import { emptyContent, tableOf } from '../../../core/fields/content';
import { selectContent } from '../../../core/fields/content-storage';
import { originalTexts } from '../../../core/fields/localized-fields';
import { hashText, type LocalizedContent, outdatedTexts } from '../../../core/fields/translation-values';
import { groupBy } from '../../../core/group-by';
import type { ReadDatabase } from '../../../database/reading/read-database';
import type { Row } from '../../../database/sql/row-mapper';
import { join, raw, sql } from '../../../database/sql/sql';
import type { ListedType } from '../publishable';
import { type FieldChange, jsonOf } from './history.changes';

/** How many of the latest versions of an item are searched for the texts that a translation was made from. */
export const MAX_SEARCHED_VERSIONS = 100;

/** What it costs to search a version of an activity with long texts, which are parsed as JSON. */
export const SEARCHED_VERSION_COST = 200;

/** The translation of an item into a language. */
interface ItemInLanguage {
  readonly id: number;
  readonly locale: string;
}

/**
 * The original texts that have changed since they were translated, as the translation was made from them and as they are now. Texts
 * that none of the latest versions has are left out.
 */
export function changedOriginals(type: ListedType): LoaderDefinition<ItemInLanguage, FieldChange[]> {
  return {
    keyText: ({ id, locale }) => `${id} ${locale}`,
    batch: async (keys, { read }) => {
      const ids = [...new Set(keys.map(({ id }) => id))];
      const contents = await readContents(type, ids, read);
      const outdated = keys.map(({ id, locale }) => {
        const content = contents.get(id);
        const translation = content?.translations.find((one) => one.locale === locale);
        if (content === undefined || translation === undefined) return [];
        const now = originalTexts(type.content, content);
        return outdatedTexts(now, translation).map((field) => ({
          field,
          base: translation.base[field],
          now: now[field],
        }));
      });
      const fields = [...new Set(outdated.flat().map(({ field }) => field))];
      if (fields.length === 0) return keys.map(() => []);
      const earlier = await readEarlierTexts(type, ids, fields, read);
      return keys.map(({ id }, index) =>
        outdated[index]!.flatMap(({ field, base, now }) => {
          const version = earlier.get(id)?.find((texts) => hashText(texts[field]) === base);
          return version === undefined ? [] : [{ field, from: jsonOf(version[field]), to: jsonOf(now) }];
        }),
      );
    },
  };
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

/** The original texts of the latest versions of items, the newest first. */
async function readEarlierTexts(
  type: ListedType,
  ids: readonly number[],
  fields: readonly string[],
  read: ReadDatabase,
): Promise<ReadonlyMap<number, readonly Readonly<Record<string, unknown>>[]>> {
  const values = fields.map((field) => sql`${read.jsonValue('r.state', ['content', field])} AS ${raw(`"${field}"`)}`);
  const rows = await read.query<Row & { itemId: number }>(sql`
    SELECT r.item_id, ${join(values)}
    FROM (
      SELECT v.id, ROW_NUMBER() OVER (PARTITION BY v.item_id ORDER BY v.version DESC) AS place
      FROM revision v WHERE v.type = ${type.name} AND ${read.isIn(sql`v.item_id`, ids)}
    ) latest JOIN revision r ON r.id = latest.id
    WHERE latest.place <= ${MAX_SEARCHED_VERSIONS}
    ORDER BY r.version DESC`);
  const empty = emptyContent(type.content);
  const textsIn = (row: Row): Readonly<Record<string, unknown>> => {
    // A version that was recorded before the type had a field lacks it.
    const recorded = fields.filter((field) => row[field] !== null);
    const parsed = recorded.map((field) => [field, JSON.parse(row[field] as string)] as const);
    return originalTexts(type.content, { ...empty, ...Object.fromEntries(parsed) });
  };
  return new Map([...groupBy(rows, ({ itemId }) => itemId)].map(([id, versions]) => [id, versions.map(textsIn)]));
}
