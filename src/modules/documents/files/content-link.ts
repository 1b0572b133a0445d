import { createHmac, timingSafeEqual } from 'node:crypto';
import { later, MINUTE_MS } from '../../../core/time';
import { decodeGlobalId, encodeGlobalId } from '../../../core/types/global-id';
import type { KeyRing } from '../../../storage/key-ring';
import { formatLinkHolder, type LinkHolder, parseLinkHolder } from '../../files/link-holder';
import { RestrictedDocument } from '../document/restricted-document.entity';

/** A download must begin within this time after its link was created. */
const LINK_LIFETIME_MS = 5 * MINUTE_MS;

/** The instant at which a download link that is created at `now` expires. */
export function linkExpiry(now: string): string {
  return later(now, LINK_LIFETIME_MS);
}

/** A download link: the content that it opens, and the holder whose rights are checked when it is used. */
export interface ContentLink {
  readonly documentId: number;
  readonly version: number;
  readonly holder: LinkHolder;
  /** The instant before which a download must begin. */
  readonly expiresAt: string;
}

/**
 * Creates and reads the URLs of downloads. A URL is signed with the secrets of the key ring, and expires in minutes.
 */
export class ContentLinks {
  constructor(private readonly keyRing: Pick<KeyRing, 'secrets'>) {}

  /** Returns a URL that expires at `linkExpiry(now)`. */
  async create(origin: string, link: Omit<ContentLink, 'expiresAt'>, now: string): Promise<string> {
    const [secret] = await this.keyRing.secrets('download link');
    const url = new URL(`/documents/${encodeGlobalId(RestrictedDocument.name, link.documentId)}/content`, origin);
    const query = {
      version: String(link.version),
      for: formatLinkHolder(link.holder),
      expires: String(Date.parse(linkExpiry(now))),
    };
    const signature = sign(secret, { documentId: link.documentId, ...query }).toString('base64url');
    url.search = new URLSearchParams({ ...query, signature }).toString();
    return url.href;
  }

  /**
   * Reads the id and the query string of a download URL. Returns null if the URL has no valid signature, or has
   * expired.
   */
  async read(id: string, query: Readonly<Record<string, unknown>>, now: string): Promise<ContentLink | null> {
    const { version, for: holderText, expires, signature } = query;
    const key = decodeGlobalId(id);
    if (key?.type !== RestrictedDocument.name) return null;
    if (![version, holderText, expires, signature].every((value) => typeof value === 'string')) return null;

    const signed = { documentId: key.key, version, for: holderText, expires } as SignedValues;
    if (!(await this.isSigned(signed, Buffer.from(String(signature), 'base64url')))) return null;
    const holder = parseLinkHolder(signed.for);
    const expiresAt = new Date(Number(expires)).toISOString();
    if (holder === null || expiresAt <= now) return null;
    return { documentId: signed.documentId, version: Number(version), holder, expiresAt };
  }

  private async isSigned(signed: SignedValues, signature: Buffer): Promise<boolean> {
    const secrets = await this.keyRing.secrets('download link');
    return secrets.some((secret) => {
      const expected = sign(secret, signed);
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    });
  }
}

/** The values of a URL that its signature covers. */
interface SignedValues {
  readonly documentId: number;
  readonly version: string;
  readonly for: string;
  readonly expires: string;
}

function sign(secret: Buffer, { documentId, version, for: holderText, expires }: SignedValues): Buffer {
  return createHmac('sha256', secret)
    .update(JSON.stringify([documentId, version, holderText, expires]))
    .digest();
}
