import sql from 'sql-template-tag';
import { LessThanOrEqual, type EntityManager, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { RequestContext } from '../../core/access/request-context';
import { DAY_MS } from '../../core/time';
import { hashToken } from '../../core/access/token';
import type { Previewed } from '../../core/access/viewer';
import type { PublishableName } from './publishable';
import { Instant, KeyText, Integer } from '../../database/columns';

/** How long a link shows anything. */
export const PREVIEW_LIFETIME_MS = 7 * DAY_MS;

type PreviewedItem = Pick<Preview, 'type' | 'itemId'>;

/** Keeps a link to a thing, under this token. */
export async function createPreview(
  manager: EntityManager,
  token: string,
  thing: PreviewedItem,
  expiresAt: string,
): Promise<{ id: number }> {
  const { identifiers } = await manager.insert(Preview, { ...thing, tokenHash: hashToken(token), expiresAt });
  return { id: identifiers[0]!['id'] as number };
}

/** What the token of a link shows; null: it has ended, or was never there. */
export async function findPreviewed({ read, now }: RequestContext, token: string): Promise<Previewed | null> {
  const [found] = await read.query<{ type: PublishableName; thingId: number }>(
    sql`SELECT type, thing_id FROM preview WHERE token_hash = ${hashToken(token)} AND expires_at > ${now}`,
  );
  return found === undefined ? null : { type: found.type, id: found.thingId };
}

/** Deletes all links to a thing. */
export async function deletePreviewsOf(manager: EntityManager, { type, itemId }: PreviewedItem): Promise<void> {
  await manager.delete(Preview, { type, itemId });
}

/** Deletes links that have ended. */
export async function deleteExpiredPreviews(manager: EntityManager, now: string): Promise<void> {
  await manager.delete(Preview, { expiresAt: LessThanOrEqual(now) });
}

/** A link by which whoever has it sees one thing, draft or not, for some days. */
@Entity()
@Index(['expiresAt'])
export class Preview {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal; the token itself is kept nowhere. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @KeyText({ length: 20 })
  type!: PublishableName;

  /** No key: when the thing is gone, the link shows nothing. */
  @Integer({ name: 'thing_id' })
  itemId!: number;

  @Instant()
  expiresAt!: string;
}
