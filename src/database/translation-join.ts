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

/**
 * Joins the translation that the row under the alias is shown in, if any. A row is shown in the first of the languages
 * that is its original one, or in which it has a published translation. If there is none, it is shown in its original
 * language.
 */
export function joinTranslation(alias: string, { table, owner }: TranslationTable, locales: readonly string[]): Sql {
  const shown = translationAlias(alias);
  const isOfRow = (translation: string): string =>
    `${translation}.${owner} = ${alias}.id AND ${translation}.state = 'PUBLISHED'`;
  const [first, ...others] = locales;
  const from = raw(`LEFT JOIN ${table} ${shown} ON`);
  if (first === undefined) return sql`${from} 1 = 0`;
  if (others.length === 0) return sql`${from} ${raw(isOfRow(shown))} AND ${raw(`${shown}.locale`)} = ${first}`;
  const rank = (locale: string): Sql => {
    const ranks = locales.map((one, index) => sql`WHEN ${one} THEN ${raw(String(index))}`);
    return sql`CASE ${raw(locale)} ${join(ranks, ' ')} ELSE ${raw(String(locales.length))} END`;
  };
  return sql`${from} ${raw(`${shown}.id`)} = (
    SELECT best.id FROM ${raw(table)} best
    WHERE ${raw(isOfRow('best'))} AND ${rank('best.locale')} < ${rank(`${alias}.original_locale`)}
    ORDER BY ${rank('best.locale')} LIMIT 1)`;
}
