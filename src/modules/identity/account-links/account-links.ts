import { type EntityManager, LessThanOrEqual } from 'typeorm';
import { type Creator, isCreatorEditor } from '../../../core/access/creator';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { createToken, hashToken } from '../../../core/access/token';
import { pageAddress, type Pages } from '../../../core/languages/page-address';
import { later } from '../../../core/time';
import type { Database } from '../../../database/database';
import { type Sql, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { BadUserInputError } from '../../../errors';
import type { Account } from '../account/account.entity';
import { AccountLink, LINK_LIFETIME_MS, LinkPurpose } from './account-link.entity';

/** The pages of the site that links lead to. The token is in the fragment, which browsers send to no server. */
const PATHS: Readonly<Record<LinkPurpose, string>> = {
  [LinkPurpose.INVITATION]: '/account/invitation',
  [LinkPurpose.PASSWORD_RESET]: '/account/password',
};

/** A new link, and the row that recognises it. */
export interface NewLink {
  readonly url: string;
  readonly row: Pick<AccountLink, 'tokenHash' | 'purpose' | 'createdAt' | 'expiresAt'>;
}

/** The account that a link is for. */
export type LinkedAccount = Pick<Account, 'id' | 'email' | 'name'>;

/** Single-use links by which people choose their password. */
export class AccountLinks {
  /** @param pages where the pages are that the links lead to */
  constructor(
    private readonly database: Database,
    private readonly pages: Pick<Pages, 'origin' | 'siteLocale'>,
  ) {}

  /**
   * Makes a link. `add` stores it.
   *
   * @param locale the language of the person; null if it is not known
   */
  create({ languages, now }: RequestContext, purpose: LinkPurpose, locale: string | null): NewLink {
    const { origin, siteLocale } = this.pages;
    const [wanted = languages.defaultLocale] = languages.match(locale === null ? [] : [locale]);
    // Pages elsewhere have one address for all languages.
    const path = siteLocale === null ? PATHS[purpose] : pageAddress(PATHS[purpose], wanted, siteLocale);
    const token = createToken('accountLink');
    return {
      url: `${origin}${path}#${token}`,
      row: { tokenHash: hashToken(token), purpose, createdAt: now, expiresAt: later(now, LINK_LIFETIME_MS[purpose]) },
    };
  }

  /** @param accountId null: the link does nothing */
  async add(manager: EntityManager, { row }: NewLink, accountId: number | null, creator: Creator): Promise<void> {
    await manager.insert(AccountLink, { ...row, accountId, ...creator });
  }

  /** The number of links of an account that were created after an instant; 0 without an account. */
  async countSince(manager: EntityManager, accountId: number | null, since: string): Promise<number> {
    const [found] = await executeSql<{ total: number | string }>(
      manager,
      sql`SELECT count(*) AS total FROM account_link WHERE account_id = ${accountId} AND created_at > ${since}`,
    );
    return Number(found!.total);
  }

  /**
   * Finds the account of a link, which stays valid.
   *
   * @throws BadUserInputError when the link does not work (any more)
   */
  async find(token: string, purpose: LinkPurpose, now: string): Promise<LinkedAccount> {
    const [found] = await this.database.read.query<LinkedAccount>(
      sql`SELECT a.id, a.email, a.name FROM account_link l JOIN account a ON a.id = l.account_id
        WHERE ${isUsable(token, purpose, now)}`,
    );
    if (found === undefined) throw linkEnded();
    return found;
  }

  /**
   * Uses a link up, in the unit of work that does what the link is for. Of concurrent uses, one succeeds.
   *
   * @throws BadUserInputError when the link does not work any more
   */
  async use(manager: EntityManager, token: string, purpose: LinkPurpose, now: string): Promise<void> {
    const used = await executeSql(
      manager,
      sql`DELETE FROM account_link WHERE id IN (
          SELECT l.id FROM account_link l JOIN account a ON a.id = l.account_id WHERE ${isUsable(token, purpose, now)})
        RETURNING id`,
    );
    if (used.length === 0) throw linkEnded();
  }

  /** Deletes links that have expired at this instant. */
  async deleteExpired(now: string): Promise<void> {
    await this.database.write((manager) => manager.delete(AccountLink, { expiresAt: LessThanOrEqual(now) }));
  }
}

/**
 * A condition on a link under the alias `l` and its account under `a`. An invitation works only while its sender may still
 * give the account its role, and while its address has no account.
 */
function isUsable(token: string, purpose: LinkPurpose, now: string): Sql {
  const isInviterEntitled = sql`${isCreatorEditor('l', now, (networkId) => sql`${networkId} = a.network_id`)}
    AND (a.role <> ${Role.ADMIN} OR EXISTS (
      SELECT 1 FROM account inviter WHERE inviter.id = l.created_by_id AND inviter.role = ${Role.ADMIN}))`;
  const isAddressFree = sql`NOT EXISTS (
    SELECT 1 FROM account other WHERE other.email = a.email AND other.invited_at IS NULL)`;
  return sql`l.token_hash = ${hashToken(token)} AND l.purpose = ${purpose} AND l.expires_at > ${now}
    AND (l.purpose <> ${LinkPurpose.INVITATION} OR (a.invited_at IS NOT NULL AND ${isAddressFree} AND ${isInviterEntitled}))`;
}

/** The same for a link that was used, has expired, was withdrawn, or never existed. */
function linkEnded(): BadUserInputError {
  return new BadUserInputError('token does not work, or no longer does: ask for a new link', 'input.token');
}
