import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Role } from '../../../core/access/role';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { DateTimeScalar } from '../../../core/types/scalars';
import { ApiKey } from './api-key.entity';

@InputType({ description: 'Values of a new API key.' })
export class CreateApiKeyInput extends MutationInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Idempotency key of the call of `{mutation}`, 1 to 200 characters. If the same account repeats the call within 24 ' +
      'hours with the same idempotency key and input, no other API key is created, and the secret of the first one is ' +
      'replaced. CONFLICT if the API key is revoked or has been used, and for the same idempotency key with another input.',
  })
  declare clientMutationId?: string | null;

  @Field({ description: 'Name that says what the key is for, of 1 to 200 characters. Logs show it.' })
  name!: string;

  @Field(() => Role, { description: 'Role of the new key, EDITOR at most.' })
  role!: Role;

  @Field(() => ID, {
    nullable: true,
    description: 'Network that the role of the key is bound to. Null or absent for an unbound role.',
  })
  networkId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time in the future at which the key expires. Null or absent if it does not expire.',
  })
  expiresAt?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Result of creating an API key.' })
export class CreateApiKeyPayload {
  @Field({
    description:
      'Secret key, to send as `Authorization: Bearer <key>`. It is returned only here, and not stored. A repeated call with ' +
      'the same `clientMutationId` returns another one, which replaces the first. CONFLICT if the key is revoked or has been used.',
  })
  token!: string;

  @Field({ description: 'Created key, without its secret.' })
  apiKey!: ApiKey;
}

@InputType({ description: 'API key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: 'Global id of the API key to revoke.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of revoking an API key.' })
export class RevokeApiKeyPayload {
  @Field({ description: 'Revoked key. It authenticates no request any more.' })
  apiKey!: ApiKey;
}
