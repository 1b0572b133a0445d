import { isCreatorEditor } from '../../../core/access/creator';
import type { Viewer } from '../../../core/access/viewer';
import { tableOf } from '../../../core/fields/content';
import { join, raw, type Sql, sql } from '../../../database/sql/sql';
import { editableRows } from '../history/history.policy';
import type { ListedType } from '../publishable';

/**
 * The previews that show their item at this instant, as a condition on the table with this alias: those that have not
 * expired, and whose creator may still edit the item.
 *
 * @param types the types that have previews
 */
export function isPreviewActive(types: readonly ListedType[], alias: string, now: string): Sql {
  const isBacked = ofEachType(
    types,
    alias,
    (type) => sql`SELECT 1 FROM ${raw(tableOf(type.content))} t
      WHERE t.id = ${raw(alias)}.item_id AND ${isCreatorEditor(alias, now, type.isOfNetwork!)}`,
  );
  return sql`${raw(alias)}.expires_at > ${now} AND ${isBacked}`;
}

/** The previews that the viewer lists and revokes, as a condition on the table with this alias: those of items it may edit. */
export function isPreviewManageable(viewer: Viewer, types: readonly ListedType[], alias: string): Sql {
  return ofEachType(types, alias, (type) => {
    const { item, isEditable } = editableRows(viewer, type);
    return sql`SELECT 1 FROM ${item} WHERE t.id = ${raw(alias)}.item_id AND ${isEditable}`;
  });
}

function ofEachType(types: readonly ListedType[], alias: string, find: (type: ListedType) => Sql): Sql {
  const conditions = types.map((type) => sql`(${raw(alias)}.type = ${type.name} AND EXISTS (${find(type)}))`);
  return join(conditions, ' OR ', '(', ')');
}
