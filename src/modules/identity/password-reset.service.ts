import { sql } from '../../database/sql';
import { preferredLocale, type RequestContext } from '../../core/access/request-context';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import { HOUR_MS, later } from '../../core/time';
import { MailKind } from '../mail/mail-kind';
import type { MailQueue } from '../mail/mail-queue';
import { foldEmail, type Account } from './account.entity';
import { AccountAction, recordAccountEvent } from './account-event.entity';
import { LinkPurpose } from './account-link.entity';
import type { AccountLinks } from './account-links';
import { lockAccount, replacePassword } from './account.service';
import type { NewPasswords } from './new-passwords';
import type { RequestPasswordResetInput, ResetPasswordInput } from './password-reset.input';
import type { Throttle } from './throttle';

/** Maximum mails to one account in an hour, from all addresses together, so that nobody fills the mailbox of somebody else. */
const MAX_PER_HOUR = 3;

interface FoundAccount extends Pick<Account, 'id' | 'email' | 'name' | 'locale'> {
  /** The number of links of the last hour. */
  readonly recent: number | string;
}

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
   * a mail that is never sent, so that the time does not tell the two apart.
   *
   * @throws TooManyRequestsError after too many requests from the address of the client, whether or not they had accounts
   */
  async request(context: RequestContext, input: RequestPasswordResetInput): Promise<void> {
    const { now, viewer } = context;
    const { links, throttle, queue } = this.services;
    const email = foldEmail(input.email);
    await throttle.countMailRequest(context, email);
    const account = await this.find(context, email);
    const isSent = account !== null && Number(account.recent) < MAX_PER_HOUR;
    const link = links.create(LinkPurpose.PASSWORD_RESET, now);
    const { expiresAt } = link.row;
    const sealed = await queue.seal(
      {
        kind: MailKind.PASSWORD_RESET,
        to: account?.email ?? '',
        locale: account?.locale ?? preferredLocale(context),
        values: { name: account?.name ?? '', link: link.url, expiry: new Date(expiresAt) },
        expiresAt,
      },
      now,
    );
    await this.mutations.commit({ viewer, now }, async ({ manager }) => {
      await links.add(manager, link, isSent ? account.id : null, { createdById: null, createdByKeyId: null });
      await (isSent ? queue.add(manager, sealed) : queue.addUnsent(manager, sealed));
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
      await lockAccount(manager, { id: account.id });
      await links.use(manager, token, LinkPurpose.PASSWORD_RESET, now);
      await replacePassword(manager, account.id, passwordHash);
      await recordAccountEvent(manager, context, AccountAction.PASSWORD_RESET, account.email);
    });
    context.loaders.clear();
    return account.email;
  }

  /** Accounts whose invitation nobody has accepted have no password to reset. */
  private async find({ read, now }: RequestContext, email: string): Promise<FoundAccount | null> {
    const [found] = await read.query<FoundAccount>(
      sql`SELECT a.id, a.email, a.name, a.locale,
          (SELECT count(*) FROM account_link l WHERE l.account_id = a.id AND l.created_at > ${later(now, -HOUR_MS)}) AS recent
        FROM account a WHERE a.email = ${email} AND a.invited_at IS NULL`,
    );
    return found ?? null;
  }
}
