import { join, raw, type Sql, sql } from './sql';

/** The table with the translations of the rows of another table. */
export interface TranslationTable {
  readonly table: string;
  /** Its column with the id of the row that is translated. */
  readonly owner: string;
}

/** The alias of the translation of the row under this alias. */
function translationAlias(alias: string): string {
  return `${alias}_tr`;
}

/** The expression of the language that a row under this alias is shown in. Needs `joinTranslation`. */
export function shownLocale(alias: string): string {
  return `coalesce(${translationAlias(alias)}.locale, ${alias}.original_locale)`;
}

/** The expression of a text of a row in the language that it is shown in. Needs `joinTranslation`. */
export function shownText(alias: string, column: string): string {
  const translation = translationAlias(alias);
  // A text that the translation lacks is null: an item never mixes texts of two languages.
  return `CASE WHEN ${translation}.id IS NULL THEN ${alias}.${column} ELSE ${translation}.${column} END`;
}

/** Joins the published translation of the row under the alias into the language that this expression gives, if any. */
export function joinTranslationInto(alias: string, { table, owner }: TranslationTable, locale: Sql): Sql {
  const translation = translationAlias(alias);
  return sql`${raw(`LEFT JOIN ${table} ${translation} ON ${translation}.${owner} = ${alias}.id`)}
    AND ${raw(translation)}.state = 'PUBLISHED' AND ${raw(translation)}.locale = ${locale}`;
}

/** The joins of each list of languages, by table and alias. `Languages` gives equal lists as one object. */
const joinsByLocales = new WeakMap<readonly string[], Map<string, Sql>>();

/**
 * Joins the translation that the row under the alias is shown in, if any. A row is shown in the first of the languages
 * that is its original one, or in which it has a published translation. If there is none, it is shown in its original
 * language.
 */
export function joinTranslation(alias: string, translations: TranslationTable, locales: readonly string[]): Sql {
  let joins = joinsByLocales.get(locales);
  if (joins === undefined) {
    joins = new Map();
    joinsByLocales.set(locales, joins);
  }
  const key = `${translations.table} ${alias}`;
  let known = joins.get(key);
  if (known === undefined) {
    known = createJoin(alias, translations, locales);
    joins.set(key, known);
  }
  return known;
}

function createJoin(alias: string, { table, owner }: TranslationTable, locales: readonly string[]): Sql {
  const shown = translationAlias(alias);
  const isIn = (translation: string, locale: string): Sql =>
    sql`${raw(`${translation}.${owner} = ${alias}.id AND ${translation}.state = 'PUBLISHED' AND ${translation}.locale`)} = ${locale}`;
  const [first, ...others] = locales;
  const from = raw(`LEFT JOIN ${table} ${shown} ON`);
  if (first === undefined) return sql`${from} 1 = 0`;
  // A translation in the original language does not exist.
  if (others.length === 0) return sql`${from} ${isIn(shown, first)}`;
  // One lookup for each language up to the one that is shown. No translation has the id 0.
  const lookups = locales.map(
    (locale) => sql`CASE WHEN ${raw(`${alias}.original_locale`)} = ${locale} THEN 0
      ELSE (SELECT one.id FROM ${raw(table)} one WHERE ${isIn('one', locale)}) END`,
  );
  return sql`${from} ${raw(`${shown}.id`)} = coalesce(${join(lookups)})`;
}
