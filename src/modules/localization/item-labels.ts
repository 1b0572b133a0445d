import { snakeCase } from 'typeorm/util/StringUtils';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { type LocalizedItem, localizedTypeOf } from '../../core/languages/translation.entity';
import { raw, sql } from '../../database/sql/sql';
import { joinTranslation, shownLocale } from '../../database/sql/translation-join';

/** The item that an object belongs to. A viewer who sees the object sees the item. */
export interface LabelledItem {
  readonly entity: new () => LocalizedItem;
  readonly id: number;
}

/** The name of an enum value as people read it, in the language that the item is shown in. */
export async function labelInItem(
  { languages, loaders }: RequestContext,
  { entity, id }: LabelledItem,
  enumName: string,
  value: string,
): Promise<string> {
  return languages.label(enumName, value, await loaders.load(shownLocaleById(entity), id));
}

const shownLocales = new Map<LabelledItem['entity'], LoaderDefinition<number, string>>();

/** The languages that items are shown in, by their ids. */
function shownLocaleById(entity: LabelledItem['entity']): LoaderDefinition<number, string> {
  const known = shownLocales.get(entity);
  if (known !== undefined) return known;
  const definition: LoaderDefinition<number, string> = {
    batch: async (ids, { read, operation, languages }) => {
      const rows = await read.query<{ id: number; locale: string }>(sql`
        SELECT t.id, ${raw(shownLocale('t'))} AS locale
        FROM ${raw(snakeCase(entity.name))} t ${joinTranslation('t', localizedTypeOf(entity)!, operation.locales)}
        WHERE ${read.isIn(sql`t.id`, ids)}`);
      const locales = new Map(rows.map(({ id, locale }) => [id, locale]));
      // The item may have been deleted since the object was read.
      return ids.map((id) => locales.get(id) ?? languages.defaultLocale);
    },
  };
  shownLocales.set(entity, definition);
  return definition;
}
