import ipaddr from 'ipaddr.js';
import type { EntityManager } from 'typeorm';
import { insertMany } from '../../../database/bulk-insert';
import { takeAdvisoryLock } from '../../../database/lock';
import type { PresentedGrant, Viewer } from '../../../core/access/viewer';
import { CHAIN_START, hashOf } from './access-chain';
import { DocumentAccessEvent } from './document-access-event.entity';

/** What is to be written down. */
export type AccessEvent = Pick<DocumentAccessEvent, 'action' | 'at' | 'by' | 'address' | 'documentId'>;

/**
 * Adds entries to the log of who did what with restricted documents, in the unit of work of the acts themselves, so that
 * none is done without being written down. Each entry holds the hash of the one before it. To be called last: from here
 * to the end of the unit of work, others that log wait.
 */
export async function appendToLog(manager: EntityManager, ...events: readonly AccessEvent[]): Promise<void> {
  await takeAdvisoryLock(manager, 'accessLog');
  const [last] = await manager.query<{ id: number; hash: string }[]>(
    'SELECT id, hash FROM document_access_event ORDER BY id DESC LIMIT 1',
  );
  let { id, hash } = last ?? { id: 0, hash: CHAIN_START };
  const entries = events.map((event) => {
    id += 1;
    const entry = {
      ...event,
      by: storable(event.by),
      address: normaliseAddress(event.address),
      id,
      previousHash: hash,
    };
    hash = hashOf(entry);
    return manager.create(DocumentAccessEvent, { ...entry, hash });
  });
  // TypeORM's own insert would leave the ids to PostgreSQL, whose counting has gaps; the hashes cover them.
  await insertMany(manager, DocumentAccessEvent, entries);
}

/**
 * What the log calls whoever opens a document: the account or the key that asks, and the recipient of the password that
 * was given, as far as there are any. No two of them are called alike: what people choose as a name is in quotes, which
 * it cannot leave.
 */
export function actorName(viewer: Viewer, grant: Pick<PresentedGrant, 'recipient'> | null): string {
  if (grant === null) return viewer.name ?? 'nobody known';
  const holder =
    grant.recipient === null ? "whoever knows the page's password" : `recipient ${JSON.stringify(grant.recipient)}`;
  return viewer.name === null ? holder : `${viewer.name} as ${holder}`;
}

/** As the database gives it back: text that is no Unicode would come back as other text, with another hash. */
function storable(text: string): string {
  return Buffer.from(text).toString();
}

/** As the log has it; null: a proxy gave something that is no address. */
function normaliseAddress(address: string | null): string | null {
  return address !== null && ipaddr.isValid(address) ? ipaddr.process(address).toString() : null;
}
