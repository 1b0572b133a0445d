import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import type { Viewer } from '../../../core/access/viewer';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import { LocaleScalar } from '../../../core/types/locale';
import { Account } from '../account/account.entity';
import { ViewerType } from '../viewer.resolver';

@InputType({ description: 'Person to invite.' })
export class InviteAccountInput extends MutationInput {
  @Field({ description: 'Email address of the person, who signs in with it. Case does not matter.' })
  email!: string;

  @Field({ description: 'Name of the person, of 1 to 200 characters.' })
  name!: string;

  @Field(() => Role, { description: 'Role of the new account, your own at most.' })
  role!: Role;

  @Field(() => ID, {
    nullable: true,
    description:
      'Network that the role is bound to. Null or absent for an unbound role. If your role is bound, it must be your ' +
      'network. ADMIN cannot be bound.',
  })
  networkId?: string | null;

  @Field(() => LocaleScalar, {
    nullable: true,
    description: 'Language of mails to the person. If null or absent, the default language of the server.',
  })
  locale?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Result of inviting a person.' })
export class InviteAccountPayload {
  @Field(() => Account, { description: 'Account of the person, who cannot sign in before accepting the invitation.' })
  account!: Account;

  @Field(() => String, {
    nullable: true,
    description:
      'Address to pass on to the person, who accepts the invitation there. It is returned only here. Null if the server ' +
      'sends it by mail, if the call repeats an earlier one, and if your role is bound to a network: administrators then ' +
      'pass on the mail that was kept.',
  })
  invitationUrl!: string | null;
}

@InputType({ description: 'Invitation to revoke.' })
export class RevokeInvitationInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the account that was invited.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of revoking an invitation.' })
export class RevokeInvitationPayload extends DeletePayload {}

@InputType({ description: 'Invitation to accept, and the password of the account.' })
export class AcceptInvitationInput {
  @Field({ description: 'Token of the invitation: the part of its address after `#`. It works once, for seven days.' })
  token!: string;

  @Field({
    description:
      'Password of the account, with at least 12 characters and at most 72 bytes of UTF-8. A common password, or one that ' +
      'is easy to guess, is BAD_USER_INPUT with the reason.',
  })
  password!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of accepting an invitation.' })
export class AcceptInvitationPayload {
  @Field(() => ViewerType, {
    description:
      'Person who has accepted the invitation. With the header `Entente-Session: cookie`, a session is in the cookie. ' +
      'Otherwise, sign in for later requests.',
  })
  viewer!: Viewer;
}
