import { snakeCase } from 'typeorm/util/StringUtils';
import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type LoaderDefinition, type RequestContext, rowsOf } from '../../../core/access/request-context';
import { type LocalizedItem, localizedTypeOf } from '../../../core/languages/translation.entity';
import { always } from '../../../database/sql/conditions';
import { empty, raw, type Sql, sql } from '../../../database/sql/sql';
import { joinTranslation, shownLocale } from '../../../database/sql/translation-join';
import { isMediaEditable, isMediaVisible } from '../media.policy';
import type { MediaOwner } from '../media-owner';
import { Image } from './image.entity';
import { imageHtmlProperties } from './image-html';

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

/** The images that the viewer may edit, by id. */
export const editableImageById = oneByKey<number, Image>(
  (ids, context) =>
    findImages(context, sql`${context.read.isIn(sql`i.id`, ids)} AND ${isMediaEditable(context.viewer, 'i')}`),
  ({ id }) => id,
);

async function findImages(context: RequestContext, where: Sql): Promise<Image[]> {
  const mapper = rowsOf(context, Image, 'i');
  const rows = await context.read.query(
    sql`SELECT ${mapper.columns} FROM image i ${mapper.joins(context.operation)} WHERE ${where}`,
  );
  return rows.map((row) => mapper.get(row));
}

/** Where the images of items are: the entity of the items, the table that links items and images, and its column with the item. */
export interface ItemImages {
  readonly item: new () => LocalizedItem;
  readonly links: string;
  readonly owner: string;
}

/** The cover, the emblem or the logo of items, by the ids of the items: who sees the item sees its images. */
export function imageByItemId(images: ItemImages): LoaderDefinition<number, Image | null> {
  const byItem = imagesOf(images, raw('l.position = 0'), []);
  return {
    batch: async (ids, context) => (await byItem.batch(ids, context)).map((found) => (found as Image[])[0] ?? null),
  };
}

/** The galleries of items in their order, like `imageByItemId`. */
export function galleryByItemId(images: ItemImages): LoaderDefinition<number, Image[]> {
  return imagesOf(images, raw('l.position > 0'), []);
}

/** All images of items, with what their HTML needs. */
export function itemImagesForHtml(images: ItemImages): LoaderDefinition<number, Image[]> {
  return imagesOf(images, always, imageHtmlProperties);
}

/**
 * Images of items. They have the language that the item is shown in. An image that lacks this language has its original
 * alternative text, because readers who do not see it need one, and no caption.
 *
 * @param additional properties to read besides those that the operation selects
 */
function imagesOf(
  { item, links, owner }: ItemImages,
  isOfField: Sql,
  additional: readonly string[],
): LoaderDefinition<number, Image[]> {
  const ownerId = raw(`l.${owner}`);
  return manyByKey<number, Image>(async (ids, context) => {
    const { read, operation } = context;
    const mapper = rowsOf(context, Image, 'i', additional);
    const [column, joins] =
      mapper.joinsInto === null
        ? [empty, empty]
        : [
            raw(`, CASE WHEN ${shownLocale('i')} = ${shownLocale('t')} THEN 1 ELSE 0 END AS is_in_language`),
            sql`JOIN ${raw(snakeCase(item.name))} t ON t.id = ${ownerId}
              ${joinTranslation('t', localizedTypeOf(item)!, operation.locales)}
              ${mapper.joinsInto(raw(shownLocale('t')))}`,
          ];
    const rows = await read.query(sql`
      SELECT ${ownerId} AS key, ${mapper.columns} ${column}
      FROM ${raw(links)} l JOIN image i ON i.id = l.image_id ${joins}
      WHERE ${read.isIn(ownerId, ids)} AND ${isOfField}
      ORDER BY ${ownerId}, l.position`);
    return rows.map((row) => {
      const value = mapper.get(row);
      if (row['isInLanguage'] === 0) value.caption = null;
      return { key: row['key'] as number, value };
    });
  });
}
