import { createHash } from 'node:crypto';

/** The namespace of URLs (RFC 9562, section 6.6). */
const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/**
 * The UUID of an item for programs that collect items of many servers. It is the same in all files of this server, and
 * changes only with the server's origin. It is a UUID of version 5 (RFC 9562, section 5.5).
 */
export function permanentIdOf(origin: string, globalId: string): string {
  const hash = createHash('sha1').update(URL_NAMESPACE).update(`${origin}/${globalId}`).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
