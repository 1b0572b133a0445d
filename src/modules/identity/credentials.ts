import type { EntityManager } from 'typeorm';
import type { Role } from '../../core/access/role';
import { hashToken, kindOfToken } from '../../core/access/token';
import { anonymous, type Viewer } from '../../core/access/viewer';
import { later, MINUTE_MS } from '../../core/time';
import { encodeGlobalId } from '../../core/types/global-id';
import type { Database } from '../../database/database';
import { queryWithin } from '../../database/reading/query-within';
import type { ReadDatabase } from '../../database/reading/read-database';
import { type Sql, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import { UnauthenticatedError } from '../../errors';
import { ApiKey } from './api-key/api-key.entity';
import { Session } from './session/session.entity';
import { isOpen } from './session/session.policy';

/** The time of use is recorded at most this often, so that a request that only reads does not write each time. */
const USE_INTERVAL_MS = 5 * MINUTE_MS;

type CredentialKind = NonNullable<Viewer['credential']>['kind'];

type CredentialKey = { readonly hash: string } | { readonly id: number };

interface FoundCredential {
  readonly id: number;
  readonly accountId: number | null;
  readonly role: Role;
  readonly networkId: number | null;
  readonly name: string;
  readonly lastUsedAt: string | null;
}

/** Identifies the viewer by the credential that a request sends. */
export class Credentials {
  /**
   * @param onUseNotRecorded receives the error if the time of use could not be recorded, and the request continues, since
   *   earlier uses are recorded
   */
  constructor(
    private readonly database: Database,
    private readonly onUseNotRecorded: (reason: unknown) => void,
  ) {}

  /**
   * The viewer of an `Authorization` header at this instant; `anonymous` without a header. If this is the first use of an
   * API key, its use is recorded before: a repeated creation replaces the token of a key that nobody has used. A request that
   * is refused because it is for another account is no use.
   *
   * @param account see `assertIsAccount`
   * @throws UnauthenticatedError when the header contains no valid session token or API key, or that of another account
   * @throws OverloadedError when this is the first use of an API key, and too many units of work wait
   */
  async identify(
    authorization: string | undefined,
    account: string | string[] | undefined,
    now: string,
  ): Promise<Viewer> {
    if (authorization === undefined) {
      assertIsAccount(anonymous, account);
      return anonymous;
    }
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
    const kind = kindOfToken(token);
    if (kind !== 'session' && kind !== 'apiKey') {
      throw new UnauthenticatedError(
        'The Authorization header must be "Bearer <session token or API key>", or absent for public content',
      );
    }
    const hash = hashToken(token);
    const found = await this.find(kind, { hash }, now);
    if (found === null) throw unknownCredential();
    const viewer = toViewer(kind, found);
    assertIsAccount(viewer, account);
    if (found.lastUsedAt === null) {
      if (!(await this.recordUse(kind, hash, now))) throw unknownCredential();
    } else if (found.lastUsedAt <= later(now, -USE_INTERVAL_MS)) {
      await this.recordUse(kind, hash, now).catch(this.onUseNotRecorded);
    }
    return viewer;
  }

  /**
   * The viewer of a session or API key by its id; null if it is not valid at this instant.
   *
   * @param manager that of the unit of work in which to ask, if any
   */
  async findById(
    { kind, id }: NonNullable<Viewer['credential']>,
    now: string,
    manager?: EntityManager,
  ): Promise<Viewer | null> {
    const found = await this.find(kind, { id }, now, manager);
    return found && toViewer(kind, found);
  }

  private async find(
    kind: CredentialKind,
    by: CredentialKey,
    now: string,
    manager?: EntityManager,
  ): Promise<FoundCredential | null> {
    const open = openCredential(kind, by, now);
    const [found] = await queryWithin<FoundCredential>(manager, this.database.read, open);
    return found ?? null;
  }

  /** Returns false if no session or API key has this token any more. */
  private async recordUse(kind: CredentialKind, tokenHash: string, now: string): Promise<boolean> {
    // Otherwise, all requests of one credential would add a change until the first one is made.
    this.database.assertCapacity();
    const { affected } = await this.database.write((manager) =>
      manager.update<ApiKey | Session>(kind === 'session' ? Session : ApiKey, { tokenHash }, { lastUsedAt: now }),
    );
    return affected !== 0;
  }
}

/**
 * Checks in a unit of work that the session or API key of the viewer has not ended since its request arrived. An operation may take
 * many seconds, and the change of a viewer who has lost its rights meanwhile must not follow.
 *
 * @throws UnauthenticatedError if it has ended, unless the unit of work itself has ended it
 */
export async function assertNotEnded(
  manager: EntityManager,
  read: ReadDatabase,
  { credential }: Viewer,
  now: string,
): Promise<void> {
  if (credential === null) return;
  const open = openCredential(credential.kind, credential, now);
  if ((await executeSql(manager, open)).length > 0) return;
  // Asked in this case only: if each unit of work waited for a second connection, together they could keep all of them.
  if ((await read.query(open)).length === 0) throw unknownCredential();
}

/**
 * Checks that a request acts for the account that it names. Another account may have signed in in another tab of the browser.
 *
 * @param account the global id in the header Entente-Account; undefined without the header
 * @throws UnauthenticatedError when the viewer is not that account. It is the same whether or not there is such an account
 */
export function assertIsAccount({ accountId }: Viewer, account: string | string[] | undefined): void {
  if (account === undefined || (accountId !== null && account === encodeGlobalId('Account', accountId))) return;
  throw new UnauthenticatedError(
    'Entente-Account must be the id of the account that is signed in: sign in with that account, or leave the header out',
  );
}

function openCredential(kind: CredentialKind, by: CredentialKey, now: string): Sql {
  const isMatch = 'hash' in by ? sql`c.token_hash = ${by.hash}` : sql`c.id = ${by.id}`;
  return kind === 'session'
    ? sql`
      SELECT c.id, c.account_id, a.role, a.network_id, a.email AS name, c.last_used_at
      FROM session c JOIN account a ON a.id = c.account_id
      WHERE ${isMatch} AND ${isOpen('c', now)}`
    : sql`
      SELECT c.id, NULL AS account_id, c.role, c.network_id, c.name, c.last_used_at
      FROM api_key c
      WHERE ${isMatch} AND c.revoked_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > ${now})`;
}

function unknownCredential(): UnauthenticatedError {
  return new UnauthenticatedError('The session or API key has ended or does not exist');
}

function toViewer(kind: CredentialKind, found: FoundCredential): Viewer {
  return {
    accountId: found.accountId,
    role: found.role,
    networkId: found.networkId,
    credential: { kind, id: found.id },
    name: kind === 'session' ? found.name : `API key ${JSON.stringify(found.name)}`,
    grants: [],
  };
}
