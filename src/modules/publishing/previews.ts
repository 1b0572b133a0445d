import sql from 'sql-template-tag';
import { LessThanOrEqual, type EntityManager } from 'typeorm';
import type { RequestContext } from '../../core/access/request-context';
import { dayMs } from '../../core/time';
import { hashToken } from '../../core/access/token';
import type { Previewed } from '../../core/access/viewer';
import type { AuthoredName } from './publishable';
import { Preview } from './preview.entity';

/** How long a link shows anything. */
export const previewLifetimeMs = 7 * dayMs;

type PreviewedThing = Pick<Preview, 'type' | 'thingId'>;

/** Keeps a link to a thing, under this token. */
export async function keepPreview(
  manager: EntityManager,
  token: string,
  thing: PreviewedThing,
  expiresAt: string,
): Promise<{ id: number }> {
  const { identifiers } = await manager.insert(Preview, { ...thing, tokenHash: hashToken(token), expiresAt });
  return { id: identifiers[0]!['id'] as number };
}

/** What the token of a link shows; null: it has ended, or was never there. */
export async function findPreviewed({ read, now }: RequestContext, token: string): Promise<Previewed | null> {
  const [found] = await read.query<{ type: AuthoredName; thing_id: number }>(
    sql`SELECT type, thing_id FROM preview WHERE token_hash = ${hashToken(token)} AND expires_at > ${now}`,
  );
  return found === undefined ? null : { type: found.type, id: found.thing_id };
}

/** Deletes all links to a thing. */
export async function forgetPreviews(manager: EntityManager, { type, thingId }: PreviewedThing): Promise<void> {
  await manager.delete(Preview, { type, thingId });
}

/** Deletes links that have ended. */
export async function forgetEndedPreviews(manager: EntityManager, now: string): Promise<void> {
  await manager.delete(Preview, { expiresAt: LessThanOrEqual(now) });
}
