import { manyByKey, oneByKey } from '../../core/access/loader';
import { rowsOf, type LoaderDefinition, type RequestContext } from '../../core/access/request-context';
import { raw, type Sql, sql } from '../../database/sql';
import { Image } from './image.entity';
import type { MediaOwner } from './media-owner';
import { isMediaPublic, isMediaVisible } from './media.policy';

/** The images that the viewer sees, by id. */
export function imageById(owners: readonly MediaOwner[]): LoaderDefinition<number, Image | null> {
  return oneByKey<number, Image>(
    (ids, context) =>
      findImages(
        context,
        sql`${context.read.isIn(sql`i.id`, ids)} AND ${isMediaVisible(context.viewer, owners, 'image', 'i')}`,
      ),
    ({ id }) => id,
  );
}

/** True if everyone sees the image with this id. */
export function isImagePublic(owners: readonly MediaOwner[]): LoaderDefinition<number, boolean> {
  const isPublic = isMediaPublic(owners, 'image', 'i');
  return {
    batch: async (ids, { read }) => {
      const rows = await read.query<{ id: number }>(
        sql`SELECT i.id FROM image i WHERE ${read.isIn(sql`i.id`, ids)} AND ${isPublic}`,
      );
      const found = new Set(rows.map(({ id }) => id));
      return ids.map((id) => found.has(id));
    },
  };
}

async function findImages(context: RequestContext, where: Sql): Promise<Image[]> {
  const mapper = rowsOf(context, Image, 'i');
  const rows = await context.read.query(sql`SELECT ${mapper.columns} FROM image i WHERE ${where}`);
  return rows.map((row) => mapper.get(row));
}

/**
 * The cover, the emblem or the logo of items, by the ids of the items: who sees the item sees its images.
 *
 * @param table the table that links items and images
 * @param owner its column with the id of the item
 */
export function imageByOwnerId(table: string, owner: string): LoaderDefinition<number, Image | null> {
  const byOwner = imagesOf(table, owner, raw('l.position = 0'));
  return {
    batch: async (ids, context) => (await byOwner.batch(ids, context)).map((images) => (images as Image[])[0] ?? null),
  };
}

/** The galleries of items in their order, like `imageByOwnerId`. */
export function galleryByOwnerId(table: string, owner: string): LoaderDefinition<number, Image[]> {
  return imagesOf(table, owner, raw('l.position > 0'));
}

function imagesOf(table: string, owner: string, isOfField: Sql): LoaderDefinition<number, Image[]> {
  return manyByKey<number, Image>(async (ids, context) => {
    const { read } = context;
    const mapper = rowsOf(context, Image, 'i');
    const rows = await read.query(sql`
      SELECT l.${raw(owner)} AS key, ${mapper.columns}
      FROM ${raw(table)} l JOIN image i ON i.id = l.image_id
      WHERE ${read.isIn(sql`l.${raw(owner)}`, ids)} AND ${isOfField}
      ORDER BY l.${raw(owner)}, l.position`);
    return rows.map((row) => ({ key: row['key'] as number, value: mapper.get(row) }));
  });
}
