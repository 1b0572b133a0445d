import type { EntityManager } from 'typeorm';
import { preferredLocale, type RequestContext } from '../../../core/access/request-context';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { HOUR_MS, later } from '../../../core/time';
import { sql } from '../../../database/sql/sql';
import { executeSql, forUpdate } from '../../../database/sql/write-sql';
import { MailKind } from '../../mail/mail-kind';
import type { MailQueue } from '../../mail/mail-queue';
import { type Account, foldEmail } from '../account/account.entity';
import { lockAccount, replacePassword } from '../account/account.service';
import { AccountAction, recordAccountEvent } from '../account/account-event.entity';
import type { NewPasswords } from '../password/new-passwords';
import type { Throttle } from '../throttle/throttle';
import { LinkPurpose } from './account-link.entity';
import type { AccountLinks } from './account-links';
import type { RequestPasswordResetInput, ResetPasswordInput } from './password-reset.input';

/** Maximum mails to one account in an hour, from all addresses together, so that nobody fills the mailbox of somebody else. */
const MAX_PER_HOUR = 3;

type Recipient = Pick<Account, 'name' | 'locale'>;

interface PasswordResetServices {
  readonly links: AccountLinks;
  readonly newPasswords: NewPasswords;
  readonly throttle: Throttle;
  readonly queue: MailQueue;
}

/** Lets people who have forgotten their password choose a new one, by a link from a mail. */
export class PasswordResets {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly services: PasswordResetServices,
  ) {}

  /**
   * Sends a mail to the owner of an account. For an address without one, the same statements write a link that does nothing and
   * a mail that is never sent, so that the time does not tell the two apart. Nothing is sent before the response.
   *
   * @throws TooManyRequestsError after too many requests from the address of the client, whether or not they had accounts
   */
  async request(context: RequestContext, input: RequestPasswordResetInput): Promise<void> {
    const { now, viewer } = context;
    const { links, throttle, queue } = this.services;
    const email = foldEmail(input.email);
    await throttle.countMailRequest(context, email);
    const account = await this.find(context, email);
    const locale = account?.locale ?? preferredLocale(context);
    const link = links.create(context, LinkPurpose.PASSWORD_RESET, locale);
    const { expiresAt } = link.row;
    const sealed = await queue.seal(
      {
        kind: MailKind.PASSWORD_RESET,
        // Equal to the address of the account, if there is one.
        to: email,
        locale,
        values: { name: account?.name ?? '', link: link.url, expiry: new Date(expiresAt) },
        expiresAt,
      },
      now,
    );
    await this.mutations.commit({ viewer, now }, async ({ manager }) => {
      const accountId = await lockRecipient(manager, email);
      // Without an account, this finds nothing, by the same statement.
      const isFull = (await links.countSince(manager, accountId, later(now, -HOUR_MS))) >= MAX_PER_HOUR;
      const isSent = accountId !== null && !isFull;
      await links.add(manager, link, isSent ? accountId : null, { createdById: null, createdByKeyId: null });
      await (isSent ? queue.addUnnoticed(manager, sealed) : queue.addDecoy(manager, sealed));
    });
  }

  /**
   * Sets the password of the account of a link, and ends all its sessions and links. Returns the address of the account.
   *
   * @throws BadUserInputError when the link does not work any more, or the password is not acceptable
   * @throws TooManyRequestsError after too many rejected passwords
   */
  async reset(context: RequestContext, { token, password }: ResetPasswordInput): Promise<string> {
    const { now, viewer } = context;
    const { links, newPasswords } = this.services;
    const account = await links.find(token, LinkPurpose.PASSWORD_RESET, now);
    const passwordHash = await newPasswords.checkAndHash(context, password, 'input.password', account);
    await this.mutations.commit({ viewer, now }, async ({ manager }) => {
      await lockAccount(manager, account.id);
      await links.use(manager, token, LinkPurpose.PASSWORD_RESET, now);
      await replacePassword(manager, account.id, passwordHash);
      await recordAccountEvent(manager, context, AccountAction.PASSWORD_RESET, account.email);
    });
    context.loaders.clear();
    return account.email;
  }

  /** Accounts whose invitation nobody has accepted have no password to reset. */
  private async find({ read }: RequestContext, email: string): Promise<Recipient | null> {
    const [found] = await read.query<Recipient>(
      sql`SELECT a.name, a.locale FROM account a WHERE a.email = ${email} AND a.invited_at IS NULL`,
    );
    return found ?? null;
  }
}

/** Locks an account, so that concurrent requests count each other's links. Returns its id; null if there is no account. */
async function lockRecipient(manager: EntityManager, email: string): Promise<number | null> {
  const [found] = await executeSql<Pick<Account, 'id'>>(
    manager,
    sql`SELECT id FROM account WHERE email = ${email} AND invited_at IS NULL ${forUpdate(manager)}`,
  );
  return found?.id ?? null;
}
