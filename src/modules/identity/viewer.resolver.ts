import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import type { Viewer } from '../../core/access/viewer';
import { Account } from './account.entity';
import { accountById } from './account.loaders';

@ObjectType('Viewer', { simpleResolvers: true, description: 'Who asks, as the server sees them.' })
export class ViewerType {
  @Field(() => Role, {
    nullable: true,
    description: 'What they may do; null: the request has neither a session nor an API key.',
  })
  role!: Role | null;
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, { description: 'Who asks.' })
  viewer(@Ctx() { viewer }: RequestContext): Viewer {
    return viewer;
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'Their account; null: nobody has signed in, or a program asks by an API key.',
  })
  account(@Root() { accountId }: Viewer, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return accountId === null ? null : loaders.load(accountById, accountId);
  }
}
