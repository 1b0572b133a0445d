import { createHash } from 'node:crypto';

/** Length of a digest in base64url: 162 bits, with which no two bodies collide. */
const DIGEST_LENGTH = 27;

/** The opaque part of an entity tag without its quotes, made from all that the representation depends on. */
export function digestOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('base64url').slice(0, DIGEST_LENGTH);
}

/** True if the client has the representation: its tag is in If-None-Match, by the weak comparison (RFC 9110, section 13.1.2). */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => {
    const given = tag.trim();
    return given === '*' || withoutWeakness(given) === withoutWeakness(etag);
  });
}

function withoutWeakness(etag: string): string {
  return etag.replace(/^W\//, '');
}
