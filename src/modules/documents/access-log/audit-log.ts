import ipaddr from 'ipaddr.js';
import type { EntityManager } from 'typeorm';
import { takeAdvisoryLock } from '../../../database/sql/advisory-lock';
import { insertMany } from '../../../database/sql/bulk-insert';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { CHAIN_START, hashOf } from './access-chain';
import { DocumentAccessEvent } from './document-access-event.entity';

/** An entry to append. `appendToLog` adds its id and its hashes. */
export type AccessEvent = Pick<DocumentAccessEvent, 'action' | 'at' | 'by' | 'address' | 'documentId'>;

/**
 * Appends entries to the access log in the unit of work of the logged actions, so that no action is done without its
 * entry. Each entry contains the hash of the previous one. Call this last in the unit of work: until it ends, all other
 * units of work that append entries wait.
 */
export async function appendToLog(manager: EntityManager, ...events: readonly AccessEvent[]): Promise<void> {
  await takeAdvisoryLock(manager, 'accessLog');
  const [last] = await executeSql<{ id: number; hash: string }>(
    manager,
    sql`SELECT id, hash FROM document_access_event ORDER BY id DESC LIMIT 1`,
  );
  let { id, hash } = last ?? { id: 0, hash: CHAIN_START };
  const entries = events.map((event) => {
    id += 1;
    const entry = {
      ...event,
      by: toWellFormed(event.by),
      address: normaliseAddress(event.address),
      id,
      previousHash: hash,
    };
    hash = hashOf(entry);
    return manager.create(DocumentAccessEvent, { ...entry, hash });
  });
  // TypeORM's insert would let PostgreSQL assign the ids, which can have gaps. The hashes cover the ids.
  await insertMany(manager, DocumentAccessEvent, entries);
}

/** Replaces lone surrogates, which the database would change, so that the hash of the stored text stays the same. */
function toWellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** The canonical form of an IP address; null if a proxy sent something else. */
function normaliseAddress(address: string | null): string | null {
  return address !== null && ipaddr.isValid(address) ? ipaddr.process(address).toString() : null;
}
