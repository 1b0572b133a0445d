import sql, { type Sql } from 'sql-template-tag';
import { LessThan, type EntityManager } from 'typeorm';
import type { Database } from '../../../database/database';
import { BadUserInputError } from '../../../errors';
import type { RequestContext } from '../../../core/access/request-context';
import { DAY_MS, later, MINUTE_MS } from '../../../core/time';
import { createToken, hashToken, kindOfToken } from '../../../core/access/token';
import type { PresentedGrant, Viewer } from '../../../core/access/viewer';
import { DocumentGrant } from './document-grant.entity';

/** Grants that one request may present. */
const MAX_PRESENTED = 50;

/** How long a grant that has ended is remembered, so that whoever presents it learns that it has. */
const RETENTION_MS = DAY_MS;

/** What a grant opens: the document of an access code, or the documents of the activity whose password was given. */
export type GrantSource =
  | { readonly accessCodeId: number; readonly documentId: number; readonly recipient: string }
  | { readonly activityPasswordId: number; readonly activityId: number };

/** What a password gives: leave to open documents for some minutes. */
export class Grants {
  /** @param minutes how long a grant holds at most */
  constructor(
    private readonly database: Database,
    private readonly minutes: number,
  ) {}

  /**
   * What an `Entente-Grants` header presents. What is no grant, or another's, is passed over.
   *
   * @throws BadUserInputError when it lists more than 50
   */
  async present(header: string | string[] | undefined, viewer: Viewer, now: string): Promise<PresentedGrant[]> {
    if (header === undefined) return [];
    const presented = new Set(
      String(header)
        .split(',')
        .map((token) => token.trim()),
    );
    presented.delete('');
    if (presented.size > MAX_PRESENTED) {
      throw new BadUserInputError(`A request presents at most ${MAX_PRESENTED} grants`, 'Entente-Grants');
    }
    const hashes = [...presented].filter((token) => kindOfToken(token) === 'grant').map(hashToken);
    if (hashes.length === 0) return [];
    return this.find(this.database.read.isIn(sql`g.token_hash`, hashes), viewer, now);
  }

  /** The grant with this id as this viewer presents it; null: it is gone, or another's. */
  async findById(id: number, viewer: Viewer, now: string): Promise<PresentedGrant | null> {
    const [found] = await this.find(sql`g.id = ${id}`, viewer, now);
    return found ?? null;
  }

  /**
   * Makes a grant for the viewer, which ends with what it was given for, if that has an end. When an account or an API key
   * asks, it is for that alone, and worth nothing once that is gone or revoked.
   *
   * @param endsAt when the password stops to open anything; null: no end
   * @returns the token, which is kept nowhere, and the grant as the viewer presents it from here on
   */
  async issue(
    manager: EntityManager,
    { now, viewer }: Pick<RequestContext, 'now' | 'viewer'>,
    source: GrantSource,
    endsAt: string | null,
  ): Promise<{ token: string; presented: PresentedGrant }> {
    const token = createToken('grant');
    const longest = later(now, this.minutes * MINUTE_MS);
    const expiresAt = endsAt !== null && endsAt < longest ? endsAt : longest;
    const isCode = 'accessCodeId' in source;
    const password = {
      accessCodeId: isCode ? source.accessCodeId : null,
      activityPasswordId: isCode ? null : source.activityPasswordId,
    };
    const { identifiers } = await manager.insert(DocumentGrant, {
      ...password,
      tokenHash: hashToken(token),
      accountId: viewer.accountId,
      apiKeyId: apiKeyIdOf(viewer),
      createdAt: now,
      expiresAt,
    });
    const presented: PresentedGrant = {
      ...password,
      id: identifiers[0]!['id'] as number,
      documentId: isCode ? source.documentId : null,
      activityId: isCode ? null : source.activityId,
      recipient: isCode ? source.recipient : null,
      state: 'VALID',
      expiresAt,
    };
    return { token, presented };
  }

  /** Deletes grants that ended over a day before this instant. */
  async deleteExpired(now: string): Promise<void> {
    await this.database.write((manager) =>
      manager.delete(DocumentGrant, { expiresAt: LessThan(later(now, -RETENTION_MS)) }),
    );
  }

  private async find(isIt: Sql, viewer: Viewer, now: string): Promise<PresentedGrant[]> {
    const isTheirs = sql`
      (g.account_id IS NULL OR g.account_id = ${viewer.accountId})
      AND (g.api_key_id IS NULL OR g.api_key_id = ${apiKeyIdOf(viewer)})`;
    const rows = await this.database.read.query<FoundGrant>(sql`
      SELECT g.id, g.access_code_id, g.activity_password_id, c.document_id, p.activity_id, c.recipient, g.expires_at,
        coalesce(c.revoked_at, p.replaced_at) AS withdrawn_at
      FROM document_grant g
      LEFT JOIN document_access_code c ON c.id = g.access_code_id
      LEFT JOIN activity_documents_password p ON p.id = g.activity_password_id
      WHERE ${isIt} AND ${isTheirs}
      ORDER BY g.id`);
    return rows.map((row) => ({
      id: row.id,
      accessCodeId: row.access_code_id,
      activityPasswordId: row.activity_password_id,
      documentId: row.document_id,
      activityId: row.activity_id,
      recipient: row.recipient,
      state: stateOf(row, now),
      expiresAt: row.expires_at,
    }));
  }
}

interface FoundGrant {
  readonly id: number;
  readonly access_code_id: number | null;
  readonly activity_password_id: number | null;
  readonly document_id: number | null;
  readonly activity_id: number | null;
  readonly recipient: string | null;
  readonly expires_at: string;
  readonly withdrawn_at: string | null;
}

function apiKeyIdOf({ credential }: Viewer): number | null {
  return credential?.kind === 'apiKey' ? credential.id : null;
}

function stateOf({ expires_at, withdrawn_at }: FoundGrant, now: string): PresentedGrant['state'] {
  if (withdrawn_at !== null) return 'REVOKED';
  return expires_at > now ? 'VALID' : 'EXPIRED';
}
