import type { EntityManager } from 'typeorm';
import { NotFoundError } from '../../errors';
import { creatorOf } from '../../core/access/creator';
import { continueAs, type RequestContext } from '../../core/access/request-context';
import type { Viewer } from '../../core/access/viewer';
import { checkUnique } from '../../core/mutations/checks';
import type { MutationRunner } from '../../core/mutations/mutation-runner';
import { Problems } from '../../core/mutations/problems';
import { getKey } from '../../core/types/global-id';
import { MailKind } from '../mail/mail-kind';
import type { MailModule } from '../mail/mail.module';
import { Account, foldEmail } from './account.entity';
import { checkNetwork, findNetwork } from './account-editing.service';
import { AccountAction, recordAccountEvent } from './account-event.entity';
import { AccountLink, LinkPurpose } from './account-link.entity';
import type { AccountLinks } from './account-links';
import { checkAccount, lockAccount, replacePassword } from './account.service';
import type { AcceptInvitationInput, InviteAccountInput, RevokeInvitationInput } from './invitation.input';
import { assertMayInvite, mayInvite } from './invitation.policy';
import type { NewPasswords } from './new-passwords';
import type { Throttle } from './throttle';
import { senderName } from './sender-name';
import { insertSession, type NewSession } from './session.entity';

interface InvitationServices {
  readonly links: AccountLinks;
  readonly newPasswords: NewPasswords;
  readonly throttle: Throttle;
  /** A hash that no password matches. */
  readonly unusableHash: string;
  readonly mail: Pick<MailModule, 'queue' | 'keepsFiles'>;
}

/** Invites people, who choose their password by a link from a mail. Until then, nobody can sign in to their accounts. */
export class Invitations {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly services: InvitationServices,
  ) {}

  /**
   * Invites a person, or invites again: an earlier invitation of the same address gets the new values, and its link ends.
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
    checkNetwork(problems, network, null);
    checkAccount(problems, { ...values, isBound: input.networkId != null });
    problems.assertNone();
    assertMayInvite(viewer, values);
    await throttle.countInvitation(context, inviterOf(viewer), values.email);
    const link = links.create(LinkPurpose.INVITATION, now);
    const { expiresAt } = link.row;
    const sealed = await mail.queue.seal(
      {
        kind: MailKind.INVITATION,
        to: values.email,
        locale: values.locale,
        values: {
          name: values.name,
          sender: await senderName(context),
          link: link.url,
          expiry: new Date(expiresAt),
        },
        expiresAt,
      },
      now,
    );
    // A repeated call does not run the work: its link belongs to no invitation.
    const call = { isRepeated: true };
    const id = await this.mutations.run(context, { mutation: 'inviteAccount', input }, async ({ manager }) => {
      call.isRepeated = false;
      const before = await lockAccount(manager, { email: values.email });
      const invited = before?.invitedAt != null && mayInvite(viewer, before) ? before : null;
      await checkUnique(
        manager,
        problems,
        'input.email',
        { table: 'account', column: 'email' },
        values.email,
        invited?.id ?? null,
      );
      problems.assertNone();
      const accountId = await saveInvited(manager, invited, { ...values, invitedAt: now }, unusableHash, now);
      await links.add(manager, link, accountId, creatorOf(viewer));
      await mail.queue.add(manager, sealed);
      await recordAccountEvent(manager, context, AccountAction.INVITED, values.email);
      return { id: accountId };
    });
    return { id, url: mail.keepsFiles && !call.isRepeated ? link.url : null };
  }

  /**
   * Deletes the account of an invitation that nobody has accepted.
   *
   * @throws NotFoundError when there is no such invitation, or the viewer could not have sent it
   */
  async revoke(context: RequestContext, input: RevokeInvitationInput): Promise<number> {
    const id = getKey(input.id, Account.name, 'input.id');
    const { mail } = this.services;
    return this.mutations.run(context, { mutation: 'revokeInvitation', input }, async ({ manager, viewer }) => {
      const account = await lockAccount(manager, { id });
      if (account?.invitedAt == null || !mayInvite(viewer, account)) {
        throw new NotFoundError('No invitation with this id exists, or you may not see it');
      }
      await manager.delete(Account, { id });
      await mail.queue.withdraw(manager, MailKind.INVITATION, account.email);
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
      const account = await lockAccount(manager, { id: invited.id });
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
}

/** Saves the account of an invitation, and ends the links of earlier ones. Returns its id. */
async function saveInvited(
  manager: EntityManager,
  before: Account | null,
  values: Pick<Account, 'email' | 'name' | 'role' | 'networkId' | 'locale' | 'invitedAt'>,
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

/** The account or API key that a viewer invites with, as the subject of a count. */
function inviterOf(viewer: Viewer): string {
  const { createdById, createdByKeyId } = creatorOf(viewer);
  return createdByKeyId === null ? `account:${createdById}` : `key:${createdByKeyId}`;
}

function viewerOf({ id, email, role, networkId }: Account, session: NewSession | null): Viewer {
  const credential = session && ({ kind: 'session', id: session.id } as const);
  return { accountId: id, role, networkId, credential, name: email, grants: [] };
}
