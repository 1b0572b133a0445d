import {
  aliasedTable,
  columnsOf,
  type KeysetPart,
  type SortColumn,
  type SortExpressions,
} from '../../database/reading/keyset';
import { allOf } from '../../database/sql/conditions';
import { empty, raw, type Sql, sql } from '../../database/sql/sql';
import { joinTranslation, shownText } from '../../database/sql/translation-join';
import type { LoaderDefinition, RequestContext } from '../access/request-context';
import { MAX_LOCALE_SETS } from '../cost/walk-cost';
import { type LocalizedItem, type LocalizedType, localizedTypeOf } from '../languages/translation.entity';

/** A list whose rows may have translations. */
interface TranslatedList {
  readonly table: string;
  readonly alias: string;
  /** The entity of the rows, if the list has an order by a text in the language that is shown. */
  readonly entity?: new () => LocalizedItem;
}

/** Where rows have the values of an order, and the join that gives those in the language that is shown. */
export interface ShownColumns extends SortExpressions {
  readonly joins: Sql;
}

/**
 * Maximum characters of the conditions of all parts together. Each part repeats them, and the time that SQLite takes to
 * prepare a statement grows faster than its length: 20 ms for 75,000 characters, 230 ms for 300,000.
 */
const MAX_CHARACTERS_OF_PARTS = 50_000;

/** The values of an order, for a statement that reads the table under its alias. */
export function shownColumns(
  { operation }: RequestContext,
  list: TranslatedList,
  terms: readonly SortColumn[],
): ShownColumns {
  const { alias } = list;
  const own = columnsOf(alias);
  if (!terms.some(isTranslated)) return { ...own, joins: empty };
  return {
    ...own,
    expressionOf: (column) => (isTranslated(column) ? shownText(alias, column.column) : own.expressionOf(column)),
    joins: joinTranslation(alias, translationsOf(list), operation.locales),
  };
}

/**
 * The parts of a list in an order by a text in the language that is shown. Null if the columns of the table have the values
 * of the order: no text is in it, or each row is shown in its original language.
 *
 * If such a text comes first in the order, each set of languages is a part: all rows with the set are shown in the same
 * language, so that an index has them in the order. Other orders, and those under a filter that is too long to be repeated
 * for each part, find each row's translation before they sort.
 */
export async function translatedParts(
  context: RequestContext,
  list: TranslatedList,
  terms: readonly SortColumn[],
  where: readonly Sql[],
): Promise<KeysetPart[] | null> {
  if (!terms.some(isTranslated) || context.operation.locales.length === 0) return null;
  const sets = (await context.loaders.load(localeSetsOf, list)).map((set) => shownIn(set, context.operation.locales));
  const areAll = sets.length <= MAX_LOCALE_SETS;
  if (areAll && sets.every(({ translation }) => translation === null)) return null;
  if (areAll && isTranslated(terms[0]!) && sets.length * allOf(where).sql.length <= MAX_CHARACTERS_OF_PARTS) {
    return sets.map((set) => partOf(list, set, where));
  }
  const shown = shownColumns(context, list, terms);
  return [{ ...shown, from: sql`${aliasedTable(list)} ${shown.joins}`, where }];
}

/** True if rows are ordered by the column in the language that they are shown in. */
export function isTranslated(column: SortColumn): boolean {
  return column.isTranslated === true;
}

function translationsOf({ entity }: TranslatedList): LocalizedType {
  return localizedTypeOf(entity)!;
}

/** The languages of items with the same `localeSetOf`. */
interface LocaleSet {
  readonly id: string;
  readonly originalLocale: string;
  readonly published: readonly string[];
}

/** The sets of languages that rows of a list have, of visible rows or not; at most one more than `MAX_LOCALE_SETS`. */
const localeSetsOf: LoaderDefinition<TranslatedList, LocaleSet[]> = {
  keyText: ({ table }) => table,
  batch: (lists, context) =>
    Promise.all(lists.map((list) => readLocaleSets(context, list).catch((error: unknown) => error as Error))),
};

/** Reads the sets by seeking one after another in an index, and the languages of each from one of its rows. */
async function readLocaleSets({ read }: RequestContext, list: TranslatedList): Promise<LocaleSet[]> {
  const { table: translations, owner } = translationsOf(list);
  const table = raw(list.table);
  const published = raw(`${translations} t WHERE t.${owner} = one.id AND t.state = 'PUBLISHED'`);
  const rows = await read.query<{ localeSet: string; originalLocale: string; published: string }>(sql`
    WITH RECURSIVE present(locale_set) AS (
      SELECT min(locale_set) FROM ${table}
      UNION ALL
      SELECT (SELECT min(later.locale_set) FROM ${table} later WHERE later.locale_set > present.locale_set)
      FROM present WHERE present.locale_set IS NOT NULL
    )
    SELECT one.locale_set AS locale_set, one.original_locale AS original_locale,
      ${read.jsonListOf('t.locale', published, 't.locale')} AS published
    FROM present JOIN ${table} one
      ON one.id = (SELECT any_row.id FROM ${table} any_row WHERE any_row.locale_set = present.locale_set LIMIT 1)
    LIMIT ${MAX_LOCALE_SETS + 1}`);
  return rows.map(({ localeSet, originalLocale, published: locales }) => ({
    id: localeSet,
    originalLocale,
    published: JSON.parse(locales) as string[],
  }));
}

/** A set of languages, and the language of the translations that are shown; null: the items are shown in their original one. */
interface ShownSet {
  readonly id: string;
  readonly translation: string | null;
}

function shownIn({ id, originalLocale, published }: LocaleSet, locales: readonly string[]): ShownSet {
  const shown = locales.find((locale) => locale === originalLocale || published.includes(locale)) ?? originalLocale;
  return { id, translation: shown === originalLocale ? null : shown };
}

function partOf(list: TranslatedList, { id, translation }: ShownSet, where: readonly Sql[]): KeysetPart {
  const { table, alias } = list;
  const own = columnsOf(alias);
  if (translation === null) {
    return { ...own, from: aliasedTable(list), where: [sql`${raw(alias)}.locale_set = ${id}`, ...where] };
  }
  const { table: translations, owner } = translationsOf(list);
  const shown = `${alias}_shown`;
  return {
    id: `${shown}.${owner}`,
    expressionOf: (column) => (isTranslated(column) ? `${shown}.${column.column}` : own.expressionOf(column)),
    // CROSS JOIN makes SQLite read the translations in their order.
    from: raw(`${translations} ${shown} CROSS JOIN ${table} ${alias}`),
    where: [
      sql`${raw(shown)}.locale_set = ${id} AND ${raw(shown)}.locale = ${translation}`,
      raw(`${alias}.id = ${shown}.${owner}`),
      ...where,
    ],
  };
}
