import { Arg, Args, Ctx, Extensions, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfTable } from '../../../core/cost/field-cost';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { later } from '../../../core/time';
import { encodeGlobalId } from '../../../core/types/global-id';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Account } from '../account/account.entity';
import { AccountConnection, invitationListing } from '../account/account.listing';
import { accountById } from '../account/account.loaders';
import { LINK_LIFETIME_MS, LinkPurpose } from './account-link.entity';
import {
  AcceptInvitationInput,
  AcceptInvitationPayload,
  InviteAccountInput,
  InviteAccountPayload,
  RevokeInvitationInput,
  RevokeInvitationPayload,
} from './invitation.input';
import type { Invitations } from './invitation.service';

@Resolver(() => Account)
export class InvitedAccountResolver {
  @Cost({ statements: 0 })
  @Extensions({ reads: ['invitedAt'] })
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Time from which the invitation cannot be accepted any more. Null if the account can sign in.',
  })
  invitationExpiresAt(@Root() { invitedAt }: Account): string | null {
    return invitedAt && later(invitedAt, LINK_LIFETIME_MS[LinkPurpose.INVITATION]);
  }
}

@Resolver()
export class InvitationResolver {
  constructor(private readonly invitations: Invitations) {}

  @Auth(Role.EDITOR)
  @Cost({ lists: rowsOfTable('account') })
  @Query(() => AccountConnection, {
    name: 'invitations',
    nullable: true,
    description:
      'Accounts within your own network and role whose invitation nobody has accepted yet, ordered by email address.',
  })
  list(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<Account> {
    return listAll(context, invitationListing, args);
  }

  @Auth(Role.EDITOR)
  @Mutation(() => InviteAccountPayload, {
    description:
      'Invites a person within your own network and role. A mail contains an address where the person chooses a password, ' +
      'once, within seven days. Inviting the same address again sends a new mail, and ends the first. An address that has ' +
      'an account is BAD_USER_INPUT if your role is unbound; otherwise its owner receives a mail without a link. The ' +
      'invitation also ends with your right to send it. TOO_MANY_REQUESTS after several invitations of one address, or very many by you.',
  })
  async inviteAccount(
    @Arg('input', () => InviteAccountInput, { description: 'Person to invite, and the rights of the account.' })
    input: InviteAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<InviteAccountPayload> {
    const { id, url } = await this.invitations.invite(context, input);
    return { account: await getChangedItem(context.loaders, accountById, id), invitationUrl: url };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => RevokeInvitationPayload, {
    description: 'Revokes an invitation that nobody has accepted yet, and deletes its account.',
  })
  async revokeInvitation(
    @Arg('input', () => RevokeInvitationInput, { description: 'Invitation to revoke.' }) input: RevokeInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokeInvitationPayload> {
    return { deletedId: encodeGlobalId(Account.name, await this.invitations.revoke(context, input)) };
  }

  @Extensions({ allowsEndedSession: true })
  @Mutation(() => AcceptInvitationPayload, {
    description:
      'Accepts an invitation with the token from its mail, and sets the password of the account. BAD_USER_INPUT if the ' +
      'token was used, has expired or was revoked.',
  })
  async acceptInvitation(
    @Arg('input', () => AcceptInvitationInput, { description: 'Invitation, and the password of the account.' })
    input: AcceptInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<AcceptInvitationPayload> {
    return { viewer: await this.invitations.accept(context, input) };
  }
}
