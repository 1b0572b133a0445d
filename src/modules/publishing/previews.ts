import sql from 'sql-template-tag';
import { LessThanOrEqual, type EntityManager, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { RequestContext } from '../../core/access/request-context';
import { DAY_MS } from '../../core/time';
import { hashToken } from '../../core/access/token';
import type { Previewed } from '../../core/access/viewer';
import type { PublishableName } from './publishable';
import { Instant, KeyText, Integer } from '../../database/columns';

/** Milliseconds until a preview expires. */
export const PREVIEW_LIFETIME_MS = 7 * DAY_MS;

type PreviewedItem = Pick<Preview, 'type' | 'itemId'>;

/** Stores a preview of an item. Returns the id of the preview. */
export async function createPreview(
  manager: EntityManager,
  token: string,
  item: PreviewedItem,
  expiresAt: string,
): Promise<{ id: number }> {
  const { identifiers } = await manager.insert(Preview, { ...item, tokenHash: hashToken(token), expiresAt });
  return { id: identifiers[0]!['id'] as number };
}

/** Finds the item that a token shows; null: the preview has expired, or the token is unknown. */
export async function findPreviewed({ read, now }: RequestContext, token: string): Promise<Previewed | null> {
  const [found] = await read.query<{ type: PublishableName; thingId: number }>(
    sql`SELECT type, thing_id FROM preview WHERE token_hash = ${hashToken(token)} AND expires_at > ${now}`,
  );
  return found === undefined ? null : { type: found.type, id: found.thingId };
}

/** Deletes all previews of an item. */
export async function deletePreviewsOf(manager: EntityManager, { type, itemId }: PreviewedItem): Promise<void> {
  await manager.delete(Preview, { type, itemId });
}

/** Deletes previews that have expired. */
export async function deleteExpiredPreviews(manager: EntityManager, now: string): Promise<void> {
  await manager.delete(Preview, { expiresAt: LessThanOrEqual(now) });
}

/** A preview: until it expires, anyone who has its token sees one item, also if that is a draft. */
@Entity()
@Index(['expiresAt'])
export class Preview {
  @PrimaryGeneratedColumn()
  id!: number;

  /** The SHA-256 of the token, in hexadecimal. The token itself is not stored. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @KeyText({ length: 20 })
  type!: PublishableName;

  /** Not a foreign key. If the item has been purged, the preview shows nothing. */
  @Integer({ name: 'thing_id' })
  itemId!: number;

  @Instant()
  expiresAt!: string;
}
