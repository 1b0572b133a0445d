import { Field, ID, InputType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { ChangeInput } from '../../../core/mutations/mutation-inputs';

const DESCRIPTIONS = {
  password:
    'It has at least 12 characters and at most 72 bytes of UTF-8. A common password, or one that is easy to guess, is ' +
    'BAD_USER_INPUT with the reason.',
};

@InputType({ description: 'Values of a new account.' })
export class CreateAccountInput {
  @Field({ description: 'Email address to sign in with, unique among accounts. Case does not matter.' })
  email!: string;

  @Field({ description: 'Name of the person, of 1 to 200 characters.' })
  name!: string;

  @Field(() => Role, { description: 'Role of the new account.' })
  role!: Role;

  @Field(() => ID, {
    nullable: true,
    description: 'Network that the role is bound to. Null or absent for an unbound role. ADMIN cannot be bound.',
  })
  networkId?: string | null;

  @Field({ description: `Password of the new account. ${DESCRIPTIONS.password}` })
  password!: string;
}

@InputType({ description: 'Changes of an account. A field that is absent keeps its value.' })
export class UpdateAccountInput extends ChangeInput {
  @Field(() => String, {
    nullable: true,
    description: 'New name of the person, of 1 to 200 characters. Null is BAD_USER_INPUT.',
  })
  name?: string | null;

  @Field(() => Role, { nullable: true, description: 'New role of the account. Null is BAD_USER_INPUT.' })
  role?: Role | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Network that the role is bound to from now on. Null makes the role unbound. ADMIN cannot be bound.',
  })
  networkId?: string | null;
}

@InputType({ description: 'New password of an account.' })
export class SetAccountPasswordInput {
  @Field(() => ID, { description: 'Global id of the account whose password is set.' })
  id!: string;

  @Field({ description: `New password. ${DESCRIPTIONS.password}` })
  password!: string;
}

@InputType({ description: 'Account to delete, and the version that the deletion is based on.' })
export class DeleteAccountInput extends ChangeInput {}
