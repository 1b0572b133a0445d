import type { LoaderDefinition } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import { tableOf } from '../../../core/fields/content';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import type { ListedType } from '../publishable';

/** The revisions that the viewer may read, as a condition on the table with this alias: those of items it may edit. */
export function isRevisionVisible(viewer: Viewer, type: ListedType, alias: string): Sql {
  const { item, isEditable } = editableRows(viewer, type);
  return sql`${raw(alias)}.type = ${type.name}
    AND EXISTS (SELECT 1 FROM ${item} WHERE t.id = ${raw(alias)}.item_id AND ${isEditable})`;
}

/** True if the viewer sees and may edit the item with this id. */
export function isEditableById(type: ListedType): LoaderDefinition<number, boolean> {
  return {
    batch: async (ids, { read, viewer }) => {
      const { item, isEditable } = editableRows(viewer, type);
      const rows = await read.query<{ id: number }>(
        sql`SELECT t.id FROM ${item} WHERE ${read.isIn(sql`t.id`, ids)} AND ${isEditable}`,
      );
      const editable = new Set(rows.map(({ id }) => id));
      return ids.map((id) => editable.has(id));
    },
  };
}

/** The table of a type under the alias `t`, and the condition that the viewer sees and may edit a row of it. */
export function editableRows(viewer: Viewer, type: ListedType): { item: Sql; isEditable: Sql } {
  return {
    item: raw(`${tableOf(type.content)} t`),
    isEditable: sql`${type.isVisible(viewer)} AND ${type.isEditable(viewer)}`,
  };
}
