import { createHash } from 'node:crypto';
import type { DocumentAccessEvent } from './document-access-event.entity';

/** What stands in an entry before the first. */
export const chainStart = '0'.repeat(64);

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
