import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../core/types/scalars';
import { Role } from '../../core/access/role';
import { ApiKey } from './api-key.entity';

@InputType({ description: 'What a new API key is to be.' })
export class CreateApiKeyInput {
  @Field({ description: 'What it is for: 1 to 200 characters, which the logs show.' })
  name!: string;

  @Field(() => Role, { description: 'What it may do: EDITOR at most.' })
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'The network that the role is bound to; none: it holds everywhere.' })
  networkId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends, in the future; none: never by itself.' })
  expiresAt?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The API key that was made.' })
export class CreateApiKeyPayload {
  @Field({ description: 'The key, for `Authorization: Bearer <key>`. Told this once, and kept nowhere.' })
  token!: string;

  @Field({ description: 'What is known of it.' })
  apiKey!: ApiKey;
}

@InputType({ description: 'Which API key to revoke.' })
export class RevokeApiKeyInput {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The API key that was revoked.' })
export class RevokeApiKeyPayload {
  @Field({ description: 'The key, which opens nothing any more.' })
  apiKey!: ApiKey;
}
