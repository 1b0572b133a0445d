import { Ctx, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import type { Viewer } from '../../core/access/viewer';
import { Cost } from '../../core/cost/field-cost';
import { Account } from './account/account.entity';
import { accountById } from './account/account.loaders';

@ObjectType('Viewer', {
  simpleResolvers: true,
  description: 'Sender of the request, as the server has authenticated it.',
})
export class ViewerType {
  @Field(() => Role, {
    nullable: true,
    description: 'Role of the viewer. Null if the request has neither a session nor an API key.',
  })
  role!: Role | null;
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Cost({ statements: 0 })
  @Query(() => ViewerType, { description: 'Viewer that sends this request.' })
  viewer(@Ctx() { viewer }: RequestContext): Viewer {
    return viewer;
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'Account of the viewer. Null if nobody has signed in, or if the credential is an API key.',
  })
  account(@Root() { accountId }: Viewer, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return accountId === null ? null : loaders.load(accountById, accountId);
  }
}
