import type { LoaderDefinition } from '../../core/access/request-context';
import { raw, sql } from '../../database/sql/sql';
import { isMediaPublic } from './media.policy';
import type { MediaKind, MediaOwner } from './media-owner';

/** True if everyone sees the image or attachment with this id. */
export function isPublicById(owners: readonly MediaOwner[], kind: MediaKind): LoaderDefinition<number, boolean> {
  const isPublic = isMediaPublic(owners, kind, 'm');
  return {
    batch: async (ids, { read }) => {
      const rows = await read.query<{ id: number }>(
        sql`SELECT m.id FROM ${raw(kind)} m WHERE ${read.isIn(sql`m.id`, ids)} AND ${isPublic}`,
      );
      const found = new Set(rows.map(({ id }) => id));
      return ids.map((id) => found.has(id));
    },
  };
}
