import { Field, ID, InputType } from 'type-graphql';
import { Role } from '../../core/access/role';
import { ChangeInput } from '../../core/mutations/mutation-inputs';

const described = {
  password:
    'At least 12 characters, at most 72 bytes of UTF-8, and none that is common or easily guessed; BAD_USER_INPUT says ' +
    'what is wrong with it.',
  networkId: 'The network that the role is bound to; null: it holds for everything. An ADMIN is bound to none.',
};

@InputType({ description: 'What a new account is to be.' })
export class CreateAccountInput {
  @Field({ description: 'Their address, by which they sign in, in whatever case; unique among accounts.' })
  email!: string;

  @Field({ description: 'Their name, of 1 to 200 characters.' })
  name!: string;

  @Field(() => Role, { description: 'What they may do.' })
  role!: Role;

  @Field(() => ID, { nullable: true, description: described.networkId })
  networkId?: string | null;

  @Field({ description: `Their password. ${described.password}` })
  password!: string;
}

@InputType({ description: 'What is to change of an account: what is absent stays, null clears.' })
export class UpdateAccountInput extends ChangeInput {
  @Field(() => String, { nullable: true, description: 'Their name; cannot be cleared.' })
  name?: string | null;

  @Field(() => Role, { nullable: true, description: 'What they may do; cannot be cleared.' })
  role?: Role | null;

  @Field(() => ID, { nullable: true, description: described.networkId })
  networkId?: string | null;
}

@InputType({ description: 'A new password for somebody.' })
export class SetAccountPasswordInput {
  @Field(() => ID, { description: 'The account.' })
  id!: string;

  @Field({ description: `The password from now on. ${described.password}` })
  password!: string;
}

@InputType({ description: 'Which account it is.' })
export class DeleteAccountInput extends ChangeInput {}
