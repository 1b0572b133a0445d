import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type LoaderDefinition, rowsOf } from '../../../core/access/request-context';
import { raw, sql } from '../../../database/sql/sql';
import { isMediaVisible } from '../media.policy';
import type { MediaOwner } from '../media-owner';
import { Attachment } from './attachment.entity';

/** The attachments that the viewer sees, by id. */
export function attachmentById(owners: readonly MediaOwner[]): LoaderDefinition<number, Attachment | null> {
  return oneByKey<number, Attachment>(
    async (ids, context) => {
      const { read, viewer } = context;
      const mapper = rowsOf(context, Attachment, 'f');
      const rows = await read.query(sql`
        SELECT ${mapper.columns} FROM attachment f
        WHERE ${read.isIn(sql`f.id`, ids)} AND ${isMediaVisible(viewer, owners, 'attachment', 'f')}`);
      return rows.map((row) => mapper.get(row));
    },
    ({ id }) => id,
  );
}

/**
 * The attachments of items in their order, by the ids of the items: who sees the item sees its attachments.
 *
 * @param table the table that links items and attachments
 * @param owner its column with the id of the item
 */
export function attachmentsByOwnerId(table: string, owner: string): LoaderDefinition<number, Attachment[]> {
  return manyByKey<number, Attachment>(async (ids, context) => {
    const { read } = context;
    const mapper = rowsOf(context, Attachment, 'f');
    const rows = await read.query(sql`
      SELECT l.${raw(owner)} AS key, ${mapper.columns}
      FROM ${raw(table)} l JOIN attachment f ON f.id = l.attachment_id
      WHERE ${read.isIn(sql`l.${raw(owner)}`, ids)}
      ORDER BY l.${raw(owner)}, l.position`);
    return rows.map((row) => ({ key: row['key'] as number, value: mapper.get(row) }));
  });
}
