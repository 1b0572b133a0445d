import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { hasRole } from '../../core/access/viewer';
import { HOUR_MS } from '../../core/time';
import type { KeyRing } from '../../storage/key-ring';

/**
 * Creates and reads the addresses of images and attachments. A path names the content by its hash, so what it shows never
 * changes. For content that is not public, the address also has a signature, which expires.
 */
export class MediaAddresses {
  constructor(private readonly keyRing: Pick<KeyRing, 'secrets'>) {}

  /**
   * The address of an image or attachment for a viewer who sees it: the address for everyone if everyone sees it, or else
   * a signed one.
   *
   * @param isPublic loads whether everyone sees the one with this id
   */
  async urlFor(
    { loaders, origin, viewer, now }: RequestContext,
    path: string,
    isPublic: LoaderDefinition<number, boolean>,
    id: number,
  ): Promise<string> {
    // Others have got here through an item that everyone sees.
    const seesDrafts = hasRole(viewer, Role.EDITOR) || viewer.preview !== undefined;
    return seesDrafts && !(await loaders.load(isPublic, id))
      ? this.signedUrl(origin, path, now)
      : this.publicUrl(origin, path);
  }

  /** The address for everyone. It works while the content is public. */
  publicUrl(origin: string, path: string): string {
    return new URL(path, origin).href;
  }

  /**
   * An address that works for one to two hours, public or not. It changes once an hour, so that browsers can keep what
   * they have loaded.
   */
  async signedUrl(origin: string, path: string, now: string): Promise<string> {
    const [secret] = await this.keyRing.secrets('media link');
    const expires = String((Math.floor(Date.parse(now) / HOUR_MS) + 2) * HOUR_MS);
    const url = new URL(path, origin);
    url.search = new URLSearchParams({ expires, signature: sign(secret, path, expires) }).toString();
    return url.href;
  }

  /** Until when a signed address works; null if it has no valid signature, or has expired. */
  async readSignature(path: string, query: Readonly<Record<string, unknown>>, now: string): Promise<string | null> {
    const { expires, signature } = query;
    if (typeof expires !== 'string' || typeof signature !== 'string') return null;
    const secrets = await this.keyRing.secrets('media link');
    const isSigned = secrets.some((secret) => isEqualText(sign(secret, path, expires), signature));
    if (!isSigned) return null;
    const expiresAt = new Date(Number(expires)).toISOString();
    return expiresAt > now ? expiresAt : null;
  }
}

function sign(secret: Buffer, path: string, expires: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([path, expires]))
    .digest('base64url');
}

function isEqualText(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.length === other.length && timingSafeEqual(one, other);
}
