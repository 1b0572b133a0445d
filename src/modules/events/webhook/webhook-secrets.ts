import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Database } from '../../../database/database';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import type { KeyRing } from '../../../storage/key-ring';
import { Webhook } from './webhook.entity';

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
  create(): Promise<SealedSecret> {
    return this.seal(randomBytes(SECRET_BYTES));
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

  /**
   * Encrypts all secrets with the first key of the ring, in one unit of work. Secrets that cannot be decrypted stay
   * unchanged.
   *
   * @returns the number of secrets that were encrypted again, and the ids of webhooks whose secret cannot be decrypted
   */
  async reencrypt(database: Database): Promise<{ done: number; damaged: number[] }> {
    const [keyId] = await this.keyRing.keyIds();
    return database.writeWithRetries(async (manager) => {
      const waiting = await executeSql<{ id: number; sealedSecret: string }>(
        manager,
        sql`SELECT id, sealed_secret FROM webhook WHERE key_id <> ${keyId} ORDER BY id`,
      );
      const damaged: number[] = [];
      for (const { id, sealedSecret } of waiting) {
        const secret = await this.open(sealedSecret).catch(() => null);
        if (secret === null) damaged.push(id);
        else await manager.update(Webhook, { id }, await this.seal(secret));
      }
      return { done: waiting.length - damaged.length, damaged };
    });
  }

  private async seal(secret: Buffer): Promise<SealedSecret> {
    const { keyId, sealed } = await this.keyRing.seal(secret);
    return { keyId, sealedSecret: sealed.toString('base64') };
  }
}
