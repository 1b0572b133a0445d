import { type EntityManager, LessThanOrEqual, MoreThan } from 'typeorm';
import { creatorOf } from '../../../core/access/creator';
import type { RequestContext } from '../../../core/access/request-context';
import { hashToken } from '../../../core/access/token';
import type { Previewed } from '../../../core/access/viewer';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { DAY_MS } from '../../../core/time';
import { sql } from '../../../database/sql/sql';
import { ConflictError } from '../../../errors';
import type { ListedType, PublishableType } from '../publishable';
import { Preview } from './preview.entity';
import { isPreviewActive } from './preview.policy';

/** Milliseconds until a preview expires. */
export const PREVIEW_LIFETIME_MS = 7 * DAY_MS;

/** Maximum previews of one item that have not expired, since they are listed. */
const MAX_PREVIEWS = 500;

type PreviewedItem = Pick<Preview, 'type' | 'itemId'>;

/**
 * Stores a preview of an item whose row is locked. Returns the id of the preview.
 *
 * @throws ConflictError if the item already has 500 previews
 */
export async function createPreview(
  { manager, viewer, now }: UnitOfWork,
  token: string,
  item: PreviewedItem,
  expiresAt: string,
): Promise<{ id: number }> {
  if ((await manager.countBy(Preview, { ...item, expiresAt: MoreThan(now) })) >= MAX_PREVIEWS) {
    throw new ConflictError(`An item can have at most ${MAX_PREVIEWS} previews: revoke some of them first`);
  }
  const preview = { ...item, ...creatorOf(viewer), tokenHash: hashToken(token), expiresAt };
  const { identifiers } = await manager.insert(Preview, preview);
  return { id: identifiers[0]!['id'] as number };
}

/**
 * Finds the item that a token shows; null: the preview has expired, its creator may no longer edit the item, or the token
 * is unknown.
 *
 * @param types the types that have previews
 */
export async function findPreviewed(
  { read, now }: RequestContext,
  types: readonly ListedType[],
  token: string,
): Promise<Previewed | null> {
  const [found] = await read.query<{ type: PublishableType; itemId: number }>(sql`
    SELECT p.type, p.item_id FROM preview p
    WHERE p.token_hash = ${hashToken(token)} AND ${isPreviewActive(types, 'p', now)}`);
  return found === undefined ? null : { type: found.type, id: found.itemId };
}

/** Deletes all previews of an item. */
export async function deletePreviewsOf(manager: EntityManager, { type, itemId }: PreviewedItem): Promise<void> {
  await manager.delete(Preview, { type, itemId });
}

/** Deletes previews that have expired. */
export async function deleteExpiredPreviews(manager: EntityManager, now: string): Promise<void> {
  await manager.delete(Preview, { expiresAt: LessThanOrEqual(now) });
}
