import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Account } from '../account/account.entity';

@InputType({ description: 'Session to end.' })
export class EndSessionInput {
  @Field(() => ID, { description: 'Global id of the session. It must not be your current one, which `signOut` ends.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of ending a session.' })
export class EndSessionPayload {
  @Field(() => Account, { description: 'Account of the session that has ended.' })
  account!: Account;
}

@InputType({ description: 'Account whose sessions to end.' })
export class EndOtherSessionsInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Global id of the account. Your own account if null or absent; any other one requires the role ADMIN.',
  })
  accountId?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Result of ending the sessions of an account.' })
export class EndOtherSessionsPayload {
  @Field(() => Account, { description: 'Account whose sessions have ended.' })
  account!: Account;
}
