import { type EntityManager, LessThan } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { createToken, hashToken, kindOfToken } from '../../../core/access/token';
import { apiKeyIdOf, type PresentedGrant, type Viewer } from '../../../core/access/viewer';
import { DAY_MS, later, MINUTE_MS } from '../../../core/time';
import type { Database } from '../../../database/database';
import { flag } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import { BadUserInputError } from '../../../errors';
import { isCodeBacked } from './access-code/document-access-code.policy';
import { DocumentGrant } from './document-grant.entity';

/** The maximum number of grants in one request. */
const MAX_PRESENTED_GRANTS = 50;

/** How long an expired grant is stored, so that its holder is told that it has expired. */
const RETENTION_MS = DAY_MS;

/** The access code and its document, or the password of a page and its activity, that a grant is issued for. */
export type GrantSource =
  | { readonly accessCodeId: number; readonly documentId: number; readonly recipient: string }
  | { readonly activityPasswordId: number; readonly activityId: number };

/** Issues the grants that open documents for some minutes, and finds those that a request presents. */
export class Grants {
  /** @param minutes the maximum lifetime of a grant */
  constructor(
    private readonly database: Database,
    private readonly minutes: number,
  ) {}

  /**
   * Finds the grants of an `Entente-Grants` header. Ignores unknown grants, and those of another account or API key.
   *
   * @throws BadUserInputError if the header lists more than 50 grants
   */
  async present(header: string | string[] | undefined, viewer: Viewer, now: string): Promise<PresentedGrant[]> {
    if (header === undefined) return [];
    const presented = new Set(
      String(header)
        .split(',')
        .map((token) => token.trim()),
    );
    presented.delete('');
    if (presented.size > MAX_PRESENTED_GRANTS) {
      throw new BadUserInputError(`Entente-Grants must have at most ${MAX_PRESENTED_GRANTS} grants`, 'Entente-Grants');
    }
    const hashes = [...presented].filter((token) => kindOfToken(token) === 'grant').map(hashToken);
    if (hashes.length === 0) return [];
    return this.find(this.database.read.isIn(sql`g.token_hash`, hashes), viewer, now);
  }

  /** Returns null if the grant does not exist, or belongs to another account or API key than the viewer's. */
  async findById(id: number, viewer: Viewer, now: string): Promise<PresentedGrant | null> {
    const [found] = await this.find(sql`g.id = ${id}`, viewer, now);
    return found ?? null;
  }

  /**
   * Issues a grant to the viewer. If the viewer is an account or an API key, only that account or key may use the
   * grant, and the grant ends with it.
   *
   * @param endsAt when the password expires, at which the grant expires at the latest; null if it does not expire
   * @returns the token, which is not stored, and the grant as later requests present it
   */
  async issue(
    manager: EntityManager,
    { now, viewer }: Pick<RequestContext, 'now' | 'viewer'>,
    source: GrantSource,
    endsAt: string | null,
  ): Promise<{ token: string; presented: PresentedGrant }> {
    const token = createToken('grant');
    const latest = later(now, this.minutes * MINUTE_MS);
    const expiresAt = endsAt !== null && endsAt < latest ? endsAt : latest;
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

  /** Deletes grants that expired more than a day before `now`. */
  async deleteExpired(now: string): Promise<void> {
    await this.database.write((manager) =>
      manager.delete(DocumentGrant, { expiresAt: LessThan(later(now, -RETENTION_MS)) }),
    );
  }

  private async find(condition: Sql, viewer: Viewer, now: string): Promise<PresentedGrant[]> {
    const isOwn = sql`
      (g.account_id IS NULL OR g.account_id = ${viewer.accountId})
      AND (g.api_key_id IS NULL OR g.api_key_id = ${apiKeyIdOf(viewer)})`;
    const isBacked = sql`(c.id IS NULL OR ${isCodeBacked('c', 'a', now)})`;
    const rows = await this.database.read.query<FoundGrant>(sql`
      SELECT g.id, g.access_code_id, g.activity_password_id, c.document_id, p.activity_id, c.recipient, g.expires_at,
        ${flag(sql`c.revoked_at IS NULL AND p.replaced_at IS NULL AND ${isBacked}`)} AS is_backed
      FROM document_grant g
      LEFT JOIN document_access_code c ON c.id = g.access_code_id
      LEFT JOIN restricted_document d ON d.id = c.document_id
      LEFT JOIN activity a ON a.id = d.activity_id
      LEFT JOIN activity_documents_password p ON p.id = g.activity_password_id
      WHERE ${condition} AND ${isOwn}
      ORDER BY g.id`);
    return rows.map(({ isBacked, ...grant }) => {
      if (isBacked === 0) return { ...grant, state: 'REVOKED' };
      return { ...grant, state: grant.expiresAt > now ? 'VALID' : 'EXPIRED' };
    });
  }
}

interface FoundGrant extends Omit<PresentedGrant, 'state'> {
  /** 0 if its password has been revoked or replaced, or if the creator of its code may no longer edit the document. */
  readonly isBacked: number;
}
