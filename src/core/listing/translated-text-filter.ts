import type { ReadDatabase } from '../../database/reading/read-database';
import { raw, type Sql, sql } from '../../database/sql/sql';
import type { RequestContext } from '../access/request-context';
import { Role } from '../access/role';
import { hasRole, type Viewer } from '../access/viewer';
import { type LocalizedItem, localizedTypeOf } from '../languages/translation.entity';
import { type FilterField, textField } from './filter';
import type { StringFilter } from './filter-inputs';

/** A text of the rows of a list, which their translations have in a column of the same name. */
interface TranslatedText {
  readonly entity: new () => LocalizedItem;
  readonly table: string;
  readonly alias: string;
  readonly column: string;
  /** The policy: a condition on the rows that the viewer may edit. */
  readonly isEditable: (viewer: Viewer) => Sql;
}

/**
 * Conditions on a text in the original language or in another one in which the row is available: the text in one of them
 * meets all. Drafts of translations count for viewers who may edit the row. `isNull` is a condition on the original.
 */
export function translatedTextField(text: TranslatedText): FilterField<StringFilter> {
  const { alias, column } = text;
  const original = textField(`${alias}.${column}`);
  const ofLink = textField(`link.${column}`);
  const ofOwn = textField(`own.${column}`);
  return (value, path, context) => {
    const { isNull, ...compared } = value;
    if (Object.keys(compared).length === 0) return original(value, path, context);
    const translated = ofLink(compared, path, context);
    const isFound = isSought(compared)
      ? isInIndexes(text, ofOwn(compared, path, context), translated)
      : sql`(${original(compared, path, context)} OR ${isTranslated(text, context.read, sql`${translated} AND link.state = 'PUBLISHED'`)})`;
    const found = orInDraft(text, context, isFound, translated);
    return isNull === undefined ? found : sql`(${original({ isNull }, path, context)} AND ${found})`;
  };
}

/** True if indexes of the text lead to the rows that meet one of the conditions. */
function isSought({ eq, in: members, startsWith }: StringFilter): boolean {
  return [eq, members, startsWith].some((operand) => operand !== undefined);
}

function isInIndexes({ entity, table, alias }: TranslatedText, own: Sql, translated: Sql): Sql {
  const { table: translations, owner } = localizedTypeOf(entity)!;
  return sql`${raw(alias)}.id IN (
    SELECT own.id FROM ${raw(table)} own WHERE ${own}
    UNION ALL
    SELECT ${raw(`link.${owner} FROM ${translations} link`)} WHERE ${translated} AND link.state = 'PUBLISHED')`;
}

/** The condition that a translation of the row meets `where`. It has the alias `link`. */
function isTranslated({ entity, alias }: TranslatedText, read: ReadDatabase, where: Sql): Sql {
  const { table, owner } = localizedTypeOf(entity)!;
  return read.isInScan(raw(`${alias}.id`), { table, key: owner, where });
}

function orInDraft(text: TranslatedText, { read, viewer }: RequestContext, isFound: Sql, translated: Sql): Sql {
  if (!hasRole(viewer, Role.EDITOR)) return isFound;
  return sql`(${isFound} OR (${text.isEditable(viewer)} AND ${isTranslated(text, read, translated)}))`;
}
