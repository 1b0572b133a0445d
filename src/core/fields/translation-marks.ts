import type { EntityManager } from 'typeorm';
import { never } from '../../database/sql/conditions';
import { join, raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { localizedTypeOf } from '../languages/translation.entity';
import type { EntityOf } from './field';

/*
 * Columns of translations that derive from the content of the whole item. Lists are ordered and filtered by them.
 */

/** Stores the `localeSetOf` an item with each of its published translations. */
export async function setLocaleSet(
  manager: EntityManager,
  item: EntityOf,
  id: number,
  localeSet: string,
): Promise<void> {
  const { table, owner } = localizedTypeOf(item)!;
  await executeSql(
    manager,
    sql`UPDATE ${raw(table)} SET locale_set = CASE state WHEN 'PUBLISHED' THEN ${localeSet} ELSE '' END
      WHERE ${raw(owner)} = ${id}`,
  );
}

/** Stores which translations of an item have outdated texts: those into these languages. */
export async function setOutdated(
  manager: EntityManager,
  item: EntityOf,
  id: number,
  locales: readonly string[],
): Promise<void> {
  const { table, owner } = localizedTypeOf(item)!;
  const isOutdated = locales.length === 0 ? never : sql`locale IN (${join(locales.map((locale) => sql`${locale}`))})`;
  await executeSql(
    manager,
    sql`UPDATE ${raw(table)} SET has_outdated_texts = CASE WHEN ${isOutdated} THEN 1 ELSE 0 END WHERE ${raw(owner)} = ${id}`,
  );
}
