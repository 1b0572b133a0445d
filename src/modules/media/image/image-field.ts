import { ID } from 'type-graphql';
import { snakeCase } from 'typeorm/util/StringUtils';
import type { InputField } from '../../../core/fields/field';
import { argument, type FieldDescription } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { textJson } from '../../../core/fields/field-kinds';
import { raw, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { checkAlternativeTexts, checkMedia } from '../media-checks';
import { globalIdOf, keysOf } from '../media-key';
import { mediaList, mediaReference, mediaTarget } from '../media-list';

/**
 * An image by its global id, stored at position 0 of the row's images.
 *
 * @param entity the rows that link content and images, with an `imageId` and a `position`
 * @param ownerProperty the property with the id of the row of content
 */
export function image<L extends object>(
  entity: new () => L,
  ownerProperty: keyof L & string,
  described: FieldDescription,
): InputField<string | null> {
  const [table, owner] = [entity.name, ownerProperty].map(snakeCase) as [string, string];
  return {
    form: { kind: ContentFieldKind.IMAGE, target: mediaTarget('image') },
    argument: argument(() => ID, described),
    empty: null,
    json: textJson,
    refersTo: mediaReference('image', table, owner),
    select: (_name, alias) =>
      sql`(SELECT l.image_id FROM ${raw(table)} l WHERE l.${raw(owner)} = ${raw(alias)}.id AND l.position = 0)`,
    decode: (id) => (id === null ? null : globalIdOf('image', id as number)),
    normalize: (id) => id?.trim() ?? null,
    check: async (id, context, before) => {
      if (id !== null && id !== before) await checkMedia('image', context, [{ path: context.path, id }]);
    },
    checkPublishing: async (id, context) => {
      if (id !== null) await checkAlternativeTexts(context, [{ path: context.path, id }]);
    },
    replace: async (manager, id, globalId) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id} AND position = 0`);
      for (const imageId of keysOf('image', globalId === null ? [] : [globalId])) {
        await manager.insert(entity, { [ownerProperty]: id, position: 0, imageId } as object);
      }
    },
  };
}

/** Images by their global ids in the order in which they are shown, stored at the positions from 1 of the row's images. */
export function images<L extends object>(
  entity: new () => L,
  ownerProperty: keyof L & string,
  described: FieldDescription,
): InputField<readonly string[]> {
  return {
    ...mediaList('image', entity, ownerProperty, described),
    checkPublishing: (ids, context) =>
      checkAlternativeTexts(
        context,
        ids.map((id, index) => ({ path: `${context.path}.${index}`, id })),
      ),
  };
}
