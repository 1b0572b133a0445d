import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { Cost, rowsOfParent } from '../../core/cost/field-cost';
import { type Connection, ForwardArgs } from '../../core/listing/connection';
import { LocaleScalar } from '../../core/types/locale';
import { ForbiddenError } from '../../errors';
import { FieldChange } from './history/history.changes';
import { historiesOf, RevisionConnection, revisionsOfItem } from './history/history.listing';
import {
  changedOriginals,
  MAX_SEARCHED_VERSIONS,
  SEARCHED_VERSION_COST,
  SEARCHING_STATEMENTS,
} from './history/history.originals';
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

  private readonly originalsOf: ReadonlyMap<
    string,
    (context: RequestContext, id: number, locale: string) => Promise<FieldChange[]>
  >;

  constructor(types: readonly ListedType[]) {
    this.originalsOf = new Map(types.map((type) => [type.name, originalsReader(type)]));
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

  @Auth(Role.EDITOR)
  @Cost({
    statements: 2 + SEARCHING_STATEMENTS,
    size: { assumed: 10 },
    // In full, even if histories are short: versions of all items are in memory together, so an operation may read few items.
    scans: () => MAX_SEARCHED_VERSIONS * SEARCHED_VERSION_COST,
  })
  @FieldResolver(() => [FieldChange], {
    nullable: true,
    description:
      'Original texts of the `{type}` that have changed since they were translated: each with the text that the translation was made ' +
      'from (`from`) and the present text (`to`). For results and locations of an activity, the values are lists of the texts within them. ' +
      'A text that the last ' +
      `${MAX_SEARCHED_VERSIONS} versions do not have is left out. Requires the permission to edit the \`{type}\`.`,
  })
  changedOriginals(
    @Root() item: Publishable,
    @Arg('locale', () => LocaleScalar, { description: 'Language of the translation.' }) locale: string,
    @Ctx() context: RequestContext,
  ): Promise<FieldChange[]> {
    return this.originalsOf.get(item.constructor.name)!(context, item.id, locale);
  }
}

function historyReader(type: ListedType) {
  const histories = historiesOf(type);
  const assertEditable = editableCheck(type);
  return async (context: RequestContext, id: number, args: ForwardArgs): Promise<Connection<Revision>> => {
    await assertEditable(context, id);
    return histories(context, id, args);
  };
}

function originalsReader(type: ListedType) {
  const originals = changedOriginals(type);
  const assertEditable = editableCheck(type);
  return async (context: RequestContext, id: number, locale: string): Promise<FieldChange[]> => {
    await assertEditable(context, id);
    return context.loaders.load(originals, { id, locale });
  };
}

function editableCheck(type: ListedType) {
  const isEditable = isEditableById(type);
  /** @throws ForbiddenError when the viewer may not edit the item */
  return async ({ loaders }: RequestContext, id: number): Promise<void> => {
    if (await loaders.load(isEditable, id)) return;
    throw new ForbiddenError('You may not edit this item, so you may not read its earlier versions');
  };
}
