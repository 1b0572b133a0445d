import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type LoaderDefinition, type RequestContext, rowsOf } from '../../../core/access/request-context';
import { flag } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import type { ListedType } from '../publishable';
import { Preview } from './preview.entity';
import { isPreviewActive, isPreviewManageable } from './preview.policy';

/** Previews of items of these types, by the ids of the previews. */
export function previewById(types: readonly ListedType[]): LoaderDefinition<number, Preview | null> {
  return oneByKey<number, Preview>(
    (ids, context) => findPreviews(context, types, context.read.isIn(sql`p.id`, ids)),
    ({ id }) => id,
  );
}

/** The previews of items of one type that have not expired, newest first, by the ids of the items. */
export function previewsByItemId(type: ListedType): LoaderDefinition<number, Preview[]> {
  return manyByKey<number, Preview>(async (ids, context) => {
    const isOfItem = sql`p.type = ${type.name} AND ${context.read.isIn(sql`p.item_id`, ids)}`;
    const found = await findPreviews(context, [type], isOfItem);
    return found.map((preview) => ({ key: preview.itemId, value: preview }));
  });
}

async function findPreviews(context: RequestContext, types: readonly ListedType[], where: Sql): Promise<Preview[]> {
  const { read, viewer, now } = context;
  const mapper = rowsOf(context, Preview, 'p');
  const rows = await read.query(sql`
    SELECT ${mapper.columns}, ${flag(isPreviewActive(types, 'p', now))} AS is_active
    FROM preview p
    WHERE ${where} AND p.expires_at > ${now} AND ${isPreviewManageable(viewer, types, 'p')}
    ORDER BY p.item_id, p.id DESC`);
  return rows.map((row) => Object.assign(mapper.get(row), { isActive: row['isActive'] === 1 }));
}
