import sql, { raw, type Sql } from 'sql-template-tag';
import type { LoaderDefinition } from '../../core/access/request-context';
import type { Viewer } from '../../core/access/viewer';
import type { AuthoredName, AuthoredType, Content } from './publishable';

/** Of a kind of thing, who sees and edits which, and what of others its content lists. */
export type AuthoredRows = Pick<AuthoredType<Content>, 'name' | 'isSeen' | 'isEdited' | 'lists'>;

const tables: Readonly<Record<AuthoredName, string>> = {
  Activity: 'activity',
  NewsItem: 'news_item',
  Network: 'network',
  RestrictedDocument: 'restricted_document',
};

/** Which revisions of things of this kind the viewer reads, as a condition on the table with this alias: of those that it may edit. */
export function isRevisionSeen(viewer: Viewer, type: AuthoredRows, alias: string): Sql {
  const { thing, isEdited } = editedRows(viewer, type);
  return sql`${raw(alias)}.type = ${type.name}
    AND EXISTS (SELECT 1 FROM ${thing} WHERE t.id = ${raw(alias)}.thing_id AND ${isEdited})`;
}

/** Whether the viewer sees and may edit the thing with this key. */
export function editedById(type: AuthoredRows): LoaderDefinition<number, boolean> {
  return {
    batch: async (ids, { read, viewer }) => {
      const { thing, isEdited } = editedRows(viewer, type);
      const rows = await read.query<{ id: number }>(
        sql`SELECT t.id FROM ${thing} WHERE ${read.isIn(sql`t.id`, ids)} AND ${isEdited}`,
      );
      const edited = new Set(rows.map(({ id }) => id));
      return ids.map((id) => edited.has(id));
    },
  };
}

function editedRows(viewer: Viewer, type: AuthoredRows): { thing: Sql; isEdited: Sql } {
  return { thing: raw(`${tables[type.name]} t`), isEdited: sql`${type.isSeen(viewer)} AND ${type.isEdited(viewer)}` };
}
