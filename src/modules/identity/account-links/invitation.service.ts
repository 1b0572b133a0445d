import { type EntityManager, In, IsNull, LessThanOrEqual, Not } from 'typeorm';
import { creatorOf } from '../../../core/access/creator';
import { continueAs, type RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { callerOf, hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { DAY_MS, later } from '../../../core/time';
import { getKey } from '../../../core/types/global-id';
import { sql } from '../../../database/sql/sql';
import { NotFoundError } from '../../../errors';
import type { MailModule } from '../../mail/mail.module';
import { MailKind } from '../../mail/mail-kind';
import type { MailRecipient, SealedMail } from '../../mail/mail-queue';
import { Account, foldEmail } from '../account/account.entity';
import { checkAccount, checkAddress, lockAccount, lockAccounts, replacePassword } from '../account/account.service';
import { AccountAction, recordAccountEvent } from '../account/account-event.entity';
import { senderName } from '../account/sender-name';
import { checkNetwork, findNetwork } from '../network-reference';
import type { NewPasswords } from '../password/new-passwords';
import { insertSession, viewerOf } from '../session/session.entity';
import type { Throttle } from '../throttle/throttle';
import { AccountLink, LINK_LIFETIME_MS, LinkPurpose } from './account-link.entity';
import type { AccountLinks, NewLink } from './account-links';
import type { AcceptInvitationInput, InviteAccountInput, RevokeInvitationInput } from './invitation.input';
import { assertCanInvite, canInvite } from './invitation.policy';

/** An invitation stays for this long after its link has ended, so that its sender can repeat it. */
const RETENTION_MS = 30 * DAY_MS;

interface InvitationServices {
  readonly links: AccountLinks;
  readonly newPasswords: NewPasswords;
  readonly throttle: Throttle;
  /** A hash that no password matches. */
  readonly unusableHash: string;
  readonly mail: Pick<MailModule, 'queue' | 'keepsFiles'>;
}

type Invited = Pick<Account, 'email' | 'name' | 'role' | 'networkId' | 'locale'>;

/** Invites people, who choose their password by a link from a mail. Until then, nobody can sign in to their accounts. */
export class Invitations {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly services: InvitationServices,
  ) {}

  /**
   * Invites a person, or invites again: earlier invitations of the same address that the viewer may revoke are replaced, and
   * their links end. If the address has an account, those who may not see it get the same response by the same work. The mail
   * then says so instead of containing a link.
   *
   * @returns the id of the account, and the address to pass on, if it is not sent by mail
   * @throws ForbiddenError unless the viewer may give somebody this role
   * @throws InvalidInputError with all problems of the input
   * @throws TooManyRequestsError after too many invitations of one address, or by one inviter
   */
  async invite(context: RequestContext, input: InviteAccountInput): Promise<{ id: number; url: string | null }> {
    const { viewer, now } = context;
    const { links, throttle, unusableHash, mail } = this.services;
    const network = await findNetwork(context, input.networkId ?? null);
    const values = {
      email: foldEmail(input.email),
      name: input.name.trim(),
      role: input.role,
      networkId: network.key,
      locale: input.locale ?? null,
    };
    const problems = new Problems();
    checkNetwork(problems, network);
    checkAccount(problems, { ...values, isBound: input.networkId != null });
    problems.assertNone();
    assertCanInvite(viewer, values);
    // Anyone who may invite has an account or an API key.
    await throttle.countInvitation(context, callerOf(viewer)!, values.email);
    const link = links.create(context, LinkPurpose.INVITATION, values.locale);
    const sealed = await this.sealMail(context, values, link);
    const seesAccounts = hasRoleEverywhere(viewer, Role.EDITOR);
    // A repeated call does not run the work: its link belongs to no invitation.
    const call = { isRepeated: true };
    const id = await this.mutations.run(context, { mutation: 'inviteAccount', input }, async ({ manager }) => {
      call.isRepeated = false;
      await lockAccounts(manager);
      if (seesAccounts) await checkAddress(manager, problems, values.email);
      problems.assertNone();
      const before = await this.withdrawEarlier(manager, viewer, values.email, now);
      const accountId = await saveInvited(manager, before, { ...values, invitedAt: now }, unusableHash, now);
      await links.add(manager, link, accountId, creatorOf(viewer));
      await mail.queue.add(manager, sealed);
      await recordAccountEvent(manager, context, AccountAction.INVITED, values.email);
      return { id: accountId };
    });
    // Trying the address would tell whether there is an account.
    return { id, url: mail.keepsFiles && seesAccounts && !call.isRepeated ? link.url : null };
  }

  /**
   * Deletes the account of an invitation that nobody has accepted.
   *
   * @throws NotFoundError when there is no such invitation, or the viewer could not have sent it
   */
  async revoke(context: RequestContext, input: RevokeInvitationInput): Promise<number> {
    const id = getKey(input.id, Account.name, 'input.id');
    const { mail } = this.services;
    return this.mutations.run(context, { mutation: 'revokeInvitation', input }, async ({ manager, viewer, now }) => {
      const account = await lockAccount(manager, id);
      if (account?.invitedAt == null || !canInvite(viewer, account)) {
        throw new NotFoundError('No invitation with this id exists, or you may not see it');
      }
      await manager.delete(Account, { id });
      await mail.queue.withdrawInvitation(manager, recipientOf(account), now);
      await recordAccountEvent(manager, context, AccountAction.INVITATION_REVOKED, account.email);
      return { id };
    });
  }

  /**
   * Accepts an invitation. The rest of the operation runs as the account. Starts a session if the request asks for one in a
   * cookie.
   *
   * @throws BadUserInputError when the invitation does not work any more, or the password is not acceptable
   * @throws TooManyRequestsError after too many rejected passwords
   */
  async accept(context: RequestContext, { token, password }: AcceptInvitationInput): Promise<Viewer> {
    const { now, viewer, sessionCookie } = context;
    const { links, newPasswords } = this.services;
    const invited = await links.find(token, LinkPurpose.INVITATION, now);
    const passwordHash = await newPasswords.checkAndHash(context, password, 'input.password', invited);
    const accepted = await this.mutations.commit({ viewer, now }, async ({ manager }) => {
      const account = await lockAccount(manager, invited.id);
      await links.use(manager, token, LinkPurpose.INVITATION, now);
      await replacePassword(manager, invited.id, passwordHash);
      await manager.increment(Account, { id: invited.id }, 'version', 1);
      await recordAccountEvent(manager, context, AccountAction.INVITATION_ACCEPTED, invited.email);
      // The link belonged to the locked account.
      return { account: account!, session: sessionCookie && (await insertSession(manager, invited.id, now)) };
    });
    const { account, session } = accepted;
    if (session !== null) sessionCookie?.set(session.token, Date.parse(session.expiresAt) - Date.parse(now));
    continueAs(context, viewerOf(account, session));
    return context.viewer;
  }

  private async sealMail(
    context: RequestContext,
    { email, name, locale, networkId }: Invited,
    { url, row: { expiresAt } }: NewLink,
  ): Promise<SealedMail> {
    const [account] = await context.read.query<Pick<Account, 'email'>>(
      sql`SELECT a.email FROM account a WHERE a.email = ${email} AND a.invited_at IS NULL`,
    );
    const isNew = account === undefined;
    return this.services.mail.queue.seal(
      {
        kind: MailKind.INVITATION,
        ...recipientOf({ email, networkId }),
        locale,
        values: {
          name,
          sender: await senderName(context),
          link: isNew ? url : null,
          expiry: isNew ? new Date(expiresAt) : null,
          account: isNew ? null : email,
        },
        expiresAt,
      },
      context.now,
    );
  }

  /** Deletes the invitations of an address that the viewer may revoke, except for the first, which is returned. */
  private async withdrawEarlier(
    manager: EntityManager,
    viewer: Viewer,
    email: string,
    now: string,
  ): Promise<Account | null> {
    const invited = await manager.find(Account, { where: { email, invitedAt: Not(IsNull()) }, order: { id: 'ASC' } });
    const [first, ...others] = invited.filter((account) => canInvite(viewer, account));
    if (first === undefined) return null;
    const { queue } = this.services.mail;
    for (const account of [first, ...others]) {
      await queue.withdrawInvitation(manager, recipientOf(account), now);
    }
    if (others.length > 0) await manager.delete(Account, { id: In(others.map(({ id }) => id)) });
    return first;
  }
}

/** Deletes invitations that nobody has accepted, some time after their links have ended: of each, a name and an address. */
export async function deleteOldInvitations(manager: EntityManager, now: string): Promise<void> {
  await lockAccounts(manager);
  const before = later(now, -LINK_LIFETIME_MS[LinkPurpose.INVITATION] - RETENTION_MS);
  await manager.delete(Account, { invitedAt: LessThanOrEqual(before) });
}

/** Saves the account of an invitation, and ends the links of earlier ones. Returns its id. */
async function saveInvited(
  manager: EntityManager,
  before: Account | null,
  values: Invited & Pick<Account, 'invitedAt'>,
  passwordHash: string,
  now: string,
): Promise<number> {
  if (before === null) {
    return (await manager.save(manager.create(Account, { ...values, passwordHash, createdAt: now }))).id;
  }
  await manager.update(Account, { id: before.id }, { ...values, version: before.version + 1 });
  await manager.delete(AccountLink, { accountId: before.id });
  return before.id;
}

/** Invitations to different networks do not replace each other's mails. */
function recipientOf({ email, networkId }: Pick<Account, 'email' | 'networkId'>): MailRecipient {
  return { to: email, scope: networkId === null ? null : `network:${networkId}` };
}
