import { createHash } from 'node:crypto';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { empty, sql } from '../../../database/sql/sql';
import type { DocumentAccessEvent } from './document-access-event.entity';

/** The `previousHash` of the first entry. */
export const CHAIN_START = '0'.repeat(64);

/** The part of an entry that its hash covers. */
export type ChainedEvent = Pick<
  DocumentAccessEvent,
  'id' | 'action' | 'at' | 'by' | 'address' | 'documentId' | 'previousHash'
>;

/**
 * The hash of an entry: SHA-256, in hexadecimal, of `[previousHash, id, action, at, by, address, documentId]` as JSON
 * without spaces. JSON distinguishes text, numbers and null, and escapes quotes in text, so that different entries
 * never have the same JSON.
 */
export function hashOf({ previousHash, id, action, at, by, address, documentId }: ChainedEvent): string {
  const content = JSON.stringify([previousHash, id, action, at, by, address, documentId]);
  return createHash('sha256').update(content).digest('hex');
}

/** The result of a verification. */
export interface ChainReport {
  /** The number of entries before the broken one, or of all entries. */
  readonly entries: number;
  /** The hash of the last intact entry; 64 zeros if there is none. */
  readonly head: string;
  /** The id of the first entry that does not follow from the one before it; null if the chain is intact. */
  readonly brokenAt: number | null;
  /** True if the chain contains the hash `lookFor`, or if there is no `lookFor`. */
  readonly containsHash: boolean;
}

export interface ChainOptions {
  /** The hash of an entry that the chain must contain. */
  readonly lookFor?: string | undefined;
  /** Called after each batch with the number of entries checked so far. */
  readonly onProgress?: (checked: number) => void;
}

const BATCH_SIZE = 1_000;

/**
 * Reads the log from its lowest id, in batches, and recomputes every hash. `appendToLog` assigns the ids 1, 2, 3 and
 * so on, so an entry with any other id was inserted by someone else.
 */
export async function verifyChain(
  read: ReadDatabase,
  { lookFor, onProgress }: ChainOptions = {},
): Promise<ChainReport> {
  let entries = 0;
  let last = { id: 0, hash: CHAIN_START };
  let containsHash = lookFor === undefined || lookFor === CHAIN_START;
  for (;;) {
    const batch = await readAfter(read, entries === 0 ? null : last.id);
    for (const entry of batch) {
      const follows = entry.id === last.id + 1 && entry.previousHash === last.hash && entry.hash === hashOf(entry);
      if (!follows) return { entries, head: last.hash, brokenAt: entry.id, containsHash };
      entries += 1;
      last = entry;
      containsHash ||= entry.hash === lookFor;
    }
    onProgress?.(entries);
    if (batch.length < BATCH_SIZE) return { entries, head: last.hash, brokenAt: null, containsHash };
  }
}

/** The number of entries in the log. */
export async function countEntries(read: ReadDatabase): Promise<number> {
  const [counted] = await read.query<{ total: number | string }>(
    sql`SELECT count(*) AS total FROM document_access_event`,
  );
  return Number(counted?.total);
}

/** @param id null to read from the lowest id, which may be below 1 if someone has inserted entries */
function readAfter(read: ReadDatabase, id: number | null): Promise<(ChainedEvent & { hash: string })[]> {
  return read.query(sql`
    SELECT id, action, at, actor AS "by", address, document_id, previous_hash, hash
    FROM document_access_event ${id === null ? empty : sql`WHERE id > ${id}`} ORDER BY id LIMIT ${BATCH_SIZE}`);
}
