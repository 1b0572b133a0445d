import { manyByKey } from '../../core/access/loader';
import type { LoaderDefinition } from '../../core/access/request-context';
import { tableOf } from '../../core/fields/content';
import { selectContent } from '../../core/fields/content-storage';
import { originalTexts } from '../../core/fields/localized-fields';
import { type LocalizedContent, outdatedTexts } from '../../core/fields/translation-values';
import { localizedTypeOf, type Translation, TranslationState } from '../../core/languages/translation.entity';
import { flag } from '../../database/sql/conditions';
import { raw, sql } from '../../database/sql/sql';
import type { LocalizedDefinition } from './localized-type';

/** The translations of items by id, ordered by language: all of those that the viewer may edit, and the published ones. */
export function translationsByItemId(type: LocalizedDefinition): LoaderDefinition<number, Translation[]> {
  return {
    batch: async (ids, { read, viewer }) => {
      const { columns, get } = selectContent(type.content, 't', read.jsonListOf);
      const rows = await read.query(sql`
        SELECT t.id AS item_id, ${flag(type.isEditable(viewer))} AS is_editable, ${columns}
        FROM ${raw(tableOf(type.content))} t WHERE ${read.isIn(sql`t.id`, ids)}`);
      const { translation: TranslationClass } = localizedTypeOf(type.content.entity)!;
      const found = new Map(
        rows.map((row) => {
          const content = get(row) as LocalizedContent;
          const readable = content.translations.filter(
            ({ state }) => row['isEditable'] === 1 || state === TranslationState.PUBLISHED,
          );
          const originals = originalTexts(type.content, content);
          const translations = readable.map((value) =>
            Object.assign(new TranslationClass(), value, { outdatedFields: outdatedTexts(originals, value) }),
          );
          return [row['itemId'] as number, translations];
        }),
      );
      return ids.map((id) => found.get(id) ?? []);
    },
  };
}

/** The languages of published translations of items by id; of items that the viewer may edit, those of all translations. */
export function translatedLocalesByItemId(type: LocalizedDefinition): LoaderDefinition<number, string[]> {
  return manyByKey((ids, { read, viewer }) => {
    const { table, owner } = localizedTypeOf(type.content.entity)!;
    const ownerId = raw(`tr.${owner}`);
    return read.query(sql`
      SELECT ${ownerId} AS key, tr.locale AS value
      FROM ${raw(table)} tr JOIN ${raw(tableOf(type.content))} t ON t.id = ${ownerId}
      WHERE ${read.isIn(ownerId, ids)} AND (tr.state = 'PUBLISHED' OR ${type.isEditable(viewer)})`);
  });
}

/** True if the viewer may edit the item with this id, which it sees. */
export function isEditableItemById(type: LocalizedDefinition): LoaderDefinition<number, boolean> {
  return {
    batch: async (ids, { read, viewer }) => {
      const rows = await read.query<{ id: number }>(sql`
        SELECT t.id FROM ${raw(tableOf(type.content))} t
        WHERE ${read.isIn(raw('t.id'), ids)} AND ${type.isEditable(viewer)}`);
      const editable = new Set(rows.map(({ id }) => id));
      return ids.map((id) => editable.has(id));
    },
  };
}
