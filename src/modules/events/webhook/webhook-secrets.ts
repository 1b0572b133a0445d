import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { KeyRing } from '../../../storage/key-ring';
import type { Webhook } from './webhook.entity';

/** Standard Webhooks requires 24 to 64 bytes. */
const SECRET_BYTES = 32;

/** Maximum secrets in the cache, more than there are webhooks. Decrypting a secret takes some milliseconds. */
const MAX_CACHED = 200;

/** The columns of a webhook's encrypted secret. */
export type SealedSecret = Pick<Webhook, 'sealedSecret' | 'keyId'>;

/** The secrets that sign messages. Signing needs the secret itself, so it is stored encrypted, as documents are. */
export class WebhookSecrets {
  private readonly cache = new LRUCache<string, Buffer>({ max: MAX_CACHED });

  constructor(private readonly keyRing: KeyRing) {}

  /** Creates a secret in its encrypted form. */
  async create(): Promise<SealedSecret> {
    const { keyId, sealed } = await this.keyRing.seal(randomBytes(SECRET_BYTES));
    return { keyId, sealedSecret: sealed.toString('base64') };
  }

  /**
   * Returns a secret in the form for its receiver.
   *
   * @throws Error when the secret is damaged or no key of the ring decrypts it
   */
  async reveal(sealedSecret: string): Promise<string> {
    return `whsec_${(await this.open(sealedSecret)).toString('base64')}`;
  }

  /** @throws Error when the secret is damaged or no key of the ring decrypts it */
  async open(sealedSecret: string): Promise<Buffer> {
    const known = this.cache.get(sealedSecret);
    if (known !== undefined) return known;
    const secret = await this.keyRing.open(Buffer.from(sealedSecret, 'base64'));
    this.cache.set(sealedSecret, secret);
    return secret;
  }
}
