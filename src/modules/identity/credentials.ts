import sql from 'sql-template-tag';
import type { Database } from '../../database/database';
import { UnauthenticatedError } from '../../errors';
import type { Role } from '../../core/access/role';
import { later, MINUTE_MS } from '../../core/time';
import { hashToken, kindOfToken } from '../../core/access/token';
import { anonymous, type Viewer } from '../../core/access/viewer';
import { ApiKey } from './api-key.entity';
import { Session, sessionIdleMs } from './session.entity';

/** Uses closer together than this are not written down each: a reader must not become a writer at every request. */
const useIsNotedEveryMs = 5 * MINUTE_MS;

interface FoundCredential {
  readonly id: number;
  readonly account_id: number | null;
  readonly role: Role;
  readonly network_id: number | null;
  readonly name: string;
  readonly last_used_at: string | null;
}

/** Finds out who asks by what they send to prove it. */
export class Credentials {
  /** @param onUnnoted told why the use of a credential could not be written down: whoever asks is answered all the same */
  constructor(
    private readonly database: Database,
    private readonly onUnnoted: (reason: unknown) => void,
  ) {}

  /**
   * The viewer that an `Authorization` header stands for, at this instant; without one, nobody.
   *
   * @throws UnauthenticatedError when it is no session token or API key that is valid
   */
  async identify(authorization: string | undefined, now: string): Promise<Viewer> {
    if (authorization === undefined) return anonymous;
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
    const kind = kindOfToken(token);
    if (kind !== 'session' && kind !== 'apiKey') {
      throw new UnauthenticatedError('The Authorization header must be: Bearer <session token or API key>');
    }
    const found = await this.find(kind, { hash: hashToken(token) }, now);
    if (found === null) throw new UnauthenticatedError('The session or API key has ended, or was never there');
    await this.noteUse(kind, found, now).catch(this.onUnnoted);
    return toViewer(kind, found);
  }

  /** The viewer of a session or API key that is valid at this instant, by its id; null: it has ended. */
  async findById({ kind, id }: NonNullable<Viewer['credential']>, now: string): Promise<Viewer | null> {
    const found = await this.find(kind, { id }, now);
    return found && toViewer(kind, found);
  }

  private async find(
    kind: 'session' | 'apiKey',
    by: { hash: string } | { id: number },
    now: string,
  ): Promise<FoundCredential | null> {
    const isIt = 'hash' in by ? sql`c.token_hash = ${by.hash}` : sql`c.id = ${by.id}`;
    const [found] = await this.database.read.query<FoundCredential>(
      kind === 'session'
        ? sql`
          SELECT c.id, c.account_id, a.role, a.network_id, a.email AS name, c.last_used_at
          FROM session c JOIN account a ON a.id = c.account_id
          WHERE ${isIt} AND c.expires_at > ${now} AND c.last_used_at > ${later(now, -sessionIdleMs)}`
        : sql`
          SELECT c.id, NULL AS account_id, c.role, c.network_id, c.name, c.last_used_at
          FROM api_key c
          WHERE ${isIt} AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now})`,
    );
    return found ?? null;
  }

  private async noteUse(kind: 'session' | 'apiKey', { id, last_used_at }: FoundCredential, now: string): Promise<void> {
    if (last_used_at !== null && last_used_at > later(now, -useIsNotedEveryMs)) return;
    await this.database.write((manager) =>
      manager.update<ApiKey | Session>(kind === 'session' ? Session : ApiKey, { id }, { lastUsedAt: now }),
    );
  }
}

function toViewer(kind: 'session' | 'apiKey', found: FoundCredential): Viewer {
  return {
    accountId: found.account_id,
    role: found.role,
    networkId: found.network_id,
    credential: { kind, id: found.id },
    name: kind === 'session' ? found.name : `API key ${JSON.stringify(found.name)}`,
    grants: [],
  };
}
