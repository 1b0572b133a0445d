import { ID } from 'type-graphql';
import { snakeCase } from 'typeorm/util/StringUtils';
import type { InputField, StoredReference } from '../../core/fields/field';
import { argument, type FieldDescription } from '../../core/fields/field-argument';
import { ContentFieldKind, type FieldTarget } from '../../core/fields/field-form';
import { list, MAX_ENTRIES, ONCE_EACH } from '../../core/fields/list-kinds';
import { raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { checkMedia } from './media-checks';
import { globalIdOf, keysOf } from './media-key';
import type { MediaKind } from './media-owner';

const formKinds = {
  image: ContentFieldKind.IMAGES,
  attachment: ContentFieldKind.ATTACHMENTS,
} as const satisfies Record<MediaKind, ContentFieldKind>;

/**
 * Images or attachments by their global ids in the order in which they are shown, stored at the positions from 1 of the
 * row's links.
 *
 * @param entity the rows that link content and files, with a `position`, and an `imageId` or `attachmentId`
 * @param ownerProperty the property with the id of the row of content
 */
export function mediaList<L extends object>(
  kind: MediaKind,
  entity: new () => L,
  ownerProperty: keyof L & string,
  described: FieldDescription,
): InputField<readonly string[]> {
  const [table, owner] = [entity.name, ownerProperty].map(snakeCase) as [string, string];
  return {
    ...list(
      { kind: formKinds[kind], target: mediaTarget(kind) },
      argument(() => [ID], described, ONCE_EACH),
      async (ids, context, before) => {
        // Skips the lookup, because a statement can have only a limited number of parameters.
        if (ids.length > MAX_ENTRIES) return;
        const placed = ids.map((id, index) => ({ path: `${context.path}.${index}`, id }));
        const added = placed.filter(({ id }) => !before.includes(id));
        await checkMedia(kind, context, added);
        for (const { path, id } of placed.filter(({ id }, index) => ids.indexOf(id) < index)) {
          if (id !== '') context.problems.add(path, 'INVALID', 'must not repeat an earlier entry');
        }
      },
    ),
    refersTo: mediaReference(kind, table, owner),
    select: (_name, alias, listOf) =>
      listOf(`l.${kind}_id`, raw(`${table} l WHERE l.${owner} = ${alias}.id AND l.position > 0`), 'l.position'),
    decode: (ids) => (ids as number[]).map((id) => globalIdOf(kind, id)),
    replace: async (manager, id, ids) => {
      await executeSql(manager, sql`DELETE FROM ${raw(table)} WHERE ${raw(owner)} = ${id} AND position > 0`);
      const rows = keysOf(kind, ids).map((mediaId, index) => ({
        [ownerProperty]: id,
        position: index + 1,
        [`${kind}Id`]: mediaId,
      }));
      await manager.insert(entity, rows as object[]);
    },
  };
}

/** Images and attachments are named by their global ids. */
export function mediaTarget(kind: MediaKind): FieldTarget {
  return { table: kind, column: 'id' };
}

/** Where the rows are that link content and files of this kind. */
export function mediaReference(kind: MediaKind, links: string, owner: string): StoredReference {
  return { table: kind, via: { links, owner, target: `${kind}_id` } };
}
