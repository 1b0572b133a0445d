import { createHash } from 'node:crypto';
import type { DocumentAccessEvent } from './document-access-event.entity';
import sql, { empty } from 'sql-template-tag';
import type { ReadDatabase } from '../../../database/read-database';

/** What stands in an entry before the first. */
export const CHAIN_START = '0'.repeat(64);

/** An entry as the chain covers it: everything but its own hash. */
export type ChainedEvent = Pick<
  DocumentAccessEvent,
  'id' | 'action' | 'at' | 'by' | 'address' | 'documentId' | 'previousHash'
>;

/**
 * The hash of an entry: SHA-256, in hexadecimal, of `[previousHash, id, action, at, by, address, documentId]` as JSON
 * without spaces. JSON tells text, numbers and null apart and escapes what would end a text, so that no two entries
 * are written alike.
 */
export function hashOf({ previousHash, id, action, at, by, address, documentId }: ChainedEvent): string {
  const content = JSON.stringify([previousHash, id, action, at, by, address, documentId]);
  return createHash('sha256').update(content).digest('hex');
}

/** How the chain was found. */
export interface ChainReport {
  /** How many entries there are, up to the broken one. */
  readonly entries: number;
  /** The hash of the last entry; 64 zeros when there is none. */
  readonly head: string;
  /** The id of the first entry that does not follow from the one before it; null: each does. */
  readonly brokenAt: number | null;
  /** Whether the chain contains the hash that was looked for; true when none was. */
  readonly containsHash: boolean;
}

export interface ChainOptions {
  /** The hash of an entry that must be there. */
  readonly lookFor?: string | undefined;
  /** Told how many entries have been checked. */
  readonly onProgress?: (checked: number) => void;
}

const BATCH_SIZE = 1_000;

/**
 * Walks the log from its lowest id and recomputes every hash. Ids are 1, 2, 3 and so on, since `appendToLog` gives them, not
 * the database: what bears any other was never written down here. Holds a batch of entries at a time.
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

/** How many entries there are. */
export async function countEntries(read: ReadDatabase): Promise<number> {
  const [counted] = await read.query<{ total: number | string }>(
    sql`SELECT count(*) AS total FROM document_access_event`,
  );
  return Number(counted?.total);
}

/** @param id null: from the lowest id on, which need not be above 0 when somebody has added to the table */
function readAfter(read: ReadDatabase, id: number | null): Promise<(ChainedEvent & { hash: string })[]> {
  return read.query(sql`
    SELECT id, action, at, actor AS "by", address, document_id AS "documentId",
      previous_hash AS "previousHash", hash
    FROM document_access_event ${id === null ? empty : sql`WHERE id > ${id}`} ORDER BY id LIMIT ${BATCH_SIZE}`);
}
