import sql, { raw, type Sql } from 'sql-template-tag';
import type { LoaderDefinition } from '../../core/access/request-context';
import type { Viewer } from '../../core/access/viewer';
import type { PublishableName, PublishableDefinition, Content } from './publishable';

/** Of a kind of thing, who sees and edits which, and what of others its content lists. */
export type RevisedType = Pick<PublishableDefinition<Content>, 'name' | 'isVisible' | 'isEditable' | 'lists'>;

const tables: Readonly<Record<PublishableName, string>> = {
  Activity: 'activity',
  NewsItem: 'news_item',
  Network: 'network',
  RestrictedDocument: 'restricted_document',
};

/** Which revisions of things of this kind the viewer reads, as a condition on the table with this alias: of those that it may edit. */
export function isRevisionVisible(viewer: Viewer, type: RevisedType, alias: string): Sql {
  const { thing, isEditable } = editableRows(viewer, type);
  return sql`${raw(alias)}.type = ${type.name}
    AND EXISTS (SELECT 1 FROM ${thing} WHERE t.id = ${raw(alias)}.thing_id AND ${isEditable})`;
}

/** Whether the viewer sees and may edit the thing with this key. */
export function isEditableById(type: RevisedType): LoaderDefinition<number, boolean> {
  return {
    batch: async (ids, { read, viewer }) => {
      const { thing, isEditable } = editableRows(viewer, type);
      const rows = await read.query<{ id: number }>(
        sql`SELECT t.id FROM ${thing} WHERE ${read.isIn(sql`t.id`, ids)} AND ${isEditable}`,
      );
      const edited = new Set(rows.map(({ id }) => id));
      return ids.map((id) => edited.has(id));
    },
  };
}

function editableRows(viewer: Viewer, type: RevisedType): { thing: Sql; isEditable: Sql } {
  return {
    thing: raw(`${tables[type.name]} t`),
    isEditable: sql`${type.isVisible(viewer)} AND ${type.isEditable(viewer)}`,
  };
}
