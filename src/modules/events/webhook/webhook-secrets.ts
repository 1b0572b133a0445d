import { randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Database } from '../../../database/database';
import { executeSql } from '../../../database/write-sql';
import type { KeyRing } from '../../../storage/key-ring';
import { Webhook } from './webhook.entity';

/** Standard Webhooks wants 24 to 64. */
const secretBytes = 32;

/** Secrets that are remembered, since opening one takes some milliseconds of computing: more than there are webhooks. */
const mostOpened = 200;

/** What a webhook's row holds of its secret. */
export type SealedSecret = Pick<Webhook, 'sealedSecret' | 'keyId'>;

/** What messages are signed with. It must be known to sign, so that it is kept, encrypted as the documents are. */
export class WebhookSecrets {
  private readonly opened = new Map<string, Buffer>();

  constructor(private readonly keyRing: KeyRing) {}

  /** A new secret: as its receiver is told it, and as it is kept. */
  async create(): Promise<{ secret: string; kept: SealedSecret }> {
    const bytes = randomBytes(secretBytes);
    return { secret: `whsec_${bytes.toString('base64')}`, kept: await this.seal(bytes) };
  }

  /** @throws Error when it is damaged, or no key of the ring opens it */
  async open(sealedSecret: string): Promise<Buffer> {
    const known = this.opened.get(sealedSecret);
    if (known !== undefined) return known;
    const secret = await this.keyRing.open(Buffer.from(sealedSecret, 'base64'));
    if (this.opened.size >= mostOpened) this.opened.clear();
    this.opened.set(sealedSecret, secret);
    return secret;
  }

  /**
   * Encrypts all secrets with the first key of the ring, in one unit of work.
   *
   * @returns how many had another key before, and the webhooks whose secret cannot be opened, which stay as they are
   */
  async encryptAnew(database: Database): Promise<{ done: number; damaged: number[] }> {
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
