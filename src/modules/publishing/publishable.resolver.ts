import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { Cost, rowsOfParent } from '../../core/cost/field-cost';
import { type Connection, ForwardArgs } from '../../core/listing/connection';
import { ForbiddenError } from '../../errors';
import { historiesOf, RevisionConnection, revisionsOfItem } from './history/history.listing';
import { isEditableById } from './history/history.policy';
import type { Revision } from './history/revision.entity';
import { Publication, Publishable } from './publication.entity';
import type { ListedType } from './publishable';

/** The fields of the interface, for every type that implements it. */
@Resolver(() => Publishable)
export class PublishableResolver {
  private readonly histories: ReadonlyMap<
    string,
    (context: RequestContext, id: number, args: ForwardArgs) => Promise<Connection<Revision>>
  >;

  constructor(types: readonly ListedType[]) {
    this.histories = new Map(types.map((type) => [type.name, historyReader(type)]));
  }

  @Auth(Role.EDITOR)
  @Cost({ statements: 0 })
  @FieldResolver(() => Publication, {
    nullable: true,
    description: 'Publication state, version and authors of the `{type}`.',
  })
  publication(@Root() { publication }: Publishable): Publication {
    return publication;
  }

  @Auth(Role.EDITOR)
  @Cost({ statements: 1, lists: rowsOfParent('revision', revisionsOfItem) })
  @FieldResolver(() => RevisionConnection, {
    nullable: true,
    description: 'Changes of the `{type}`, the newest first. Requires the permission to edit the `{type}`.',
  })
  history(
    @Root() item: Publishable,
    @Args(() => ForwardArgs) args: ForwardArgs,
    @Ctx() context: RequestContext,
  ): Promise<Connection<Revision>> {
    return this.histories.get(item.constructor.name)!(context, item.id, args);
  }
}

function historyReader(type: ListedType) {
  const histories = historiesOf(type);
  const isEditable = isEditableById(type);
  return async (context: RequestContext, id: number, args: ForwardArgs): Promise<Connection<Revision>> => {
    if (!(await context.loaders.load(isEditable, id))) {
      throw new ForbiddenError('You may not edit this item, so you may not read its history');
    }
    return histories(context, id, args);
  };
}
