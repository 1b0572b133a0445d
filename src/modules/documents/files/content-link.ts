import { createHmac, timingSafeEqual } from 'node:crypto';
import { decodeGlobalId, encodeGlobalId } from '../../../core/types/global-id';
import type { KeyRing } from '../../../storage/key-ring';
import { later, MINUTE_MS } from '../../../core/time';
import { RestrictedDocument } from '../restricted-document.entity';
import { bearerText, parseBearer, type Bearer } from './document-content.bearer';

/** How long a download may begin after its address was given. */
const linkLifetimeMs = 5 * MINUTE_MS;

/** Until when an address opens something that is given at this instant. */
export function linkExpiry(now: string): string {
  return later(now, linkLifetimeMs);
}

/** What an address opens, and for whom. */
export interface ContentLink {
  readonly documentId: number;
  readonly version: number;
  readonly bearer: Bearer;
  /** An instant: until when a download may begin. */
  readonly expiresAt: string;
}

/**
 * Addresses of downloads. Each is signed, lives for minutes, and names whom it was made for: what it opens is decided
 * when it is used, by what that somebody may do then.
 */
export class ContentLinks {
  constructor(private readonly keyRing: Pick<KeyRing, 'secrets'>) {}

  /** An address that is given at this instant, and lasts as `linkExpiry` says. */
  async create(origin: string, link: Omit<ContentLink, 'expiresAt'>, now: string): Promise<string> {
    const [secret] = await this.keyRing.secrets('download link');
    const url = new URL(`/documents/${encodeGlobalId(RestrictedDocument.name, link.documentId)}/content`, origin);
    const query = {
      version: String(link.version),
      for: bearerText(link.bearer),
      expires: String(Date.parse(linkExpiry(now))),
    };
    const signature = sign(secret, { documentId: link.documentId, ...query }).toString('base64url');
    url.search = new URLSearchParams({ ...query, signature }).toString();
    return url.href;
  }

  /** What an address opens; null when it was not made here, or its time is over. */
  async read(id: string, query: Readonly<Record<string, unknown>>, now: string): Promise<ContentLink | null> {
    const { version, for: whom, expires, signature } = query;
    const key = decodeGlobalId(id);
    if (key?.type !== RestrictedDocument.name) return null;
    if (![version, whom, expires, signature].every((value) => typeof value === 'string')) return null;

    const signed = { documentId: key.key, version, for: whom, expires } as Signed;
    if (!(await this.isSigned(signed, Buffer.from(String(signature), 'base64url')))) return null;
    const bearer = parseBearer(signed.for);
    const expiresAt = new Date(Number(expires)).toISOString();
    if (bearer === null || expiresAt <= now) return null;
    return { documentId: signed.documentId, version: Number(version), bearer, expiresAt };
  }

  private async isSigned(signed: Signed, signature: Buffer): Promise<boolean> {
    const secrets = await this.keyRing.secrets('download link');
    return secrets.some((secret) => {
      const expected = sign(secret, signed);
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    });
  }
}

interface Signed {
  readonly documentId: number;
  readonly version: string;
  readonly for: string;
  readonly expires: string;
}

function sign(secret: Buffer, { documentId, version, for: whom, expires }: Signed): Buffer {
  return createHmac('sha256', secret)
    .update(JSON.stringify([documentId, version, whom, expires]))
    .digest();
}
