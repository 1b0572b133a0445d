import { Arg, Ctx, Extensions, ID, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Cost, type FieldCall } from '../../core/cost/field-cost';
import { Cached } from '../../core/types/cached';
import { decodeGlobalId } from '../../core/types/global-id';
import { Node } from '../../core/types/node';
import { costOfTexts } from '../catalogue/activity/activity-translated-texts';
import { MAX_IDS, type Nodes } from './node.service';

/** How many types of objects have an id. Those of one type are loaded together. */
const MAX_TYPES = 20;

/** The types of the objects, which their ids contain. */
function typesOf(ids: unknown): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const id of Array.isArray(ids) ? ids : [ids]) {
    const type = decodeGlobalId(String(id))?.type;
    if (type !== undefined) types.set(type, (types.get(type) ?? 0) + 1);
  }
  return types;
}

const texts = costOfTexts('results');

/** Results and indicators are read with the translated texts of their activities. */
function costOfTextsIn(ids: unknown, call: FieldCall): number {
  const types = typesOf(ids);
  return ((types.get('ActivityResult') ?? 0) + (types.get('Indicator') ?? 0)) * texts.scans(call);
}

@Resolver()
export class NodeResolver {
  constructor(private readonly service: Nodes) {}

  @Cached('revision')
  @Cost({ types: ({ args }) => typesOf(args['id']), scans: (call) => costOfTextsIn(call.args['id'], call) })
  @Query(() => Node, {
    nullable: true,
    description:
      'Object with the given global id. Null if there is none that you may see. BAD_USER_INPUT if `id` is not a global id.',
  })
  node(
    @Arg('id', () => ID, { description: 'Global id of the object, as its field `id` gives it.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Node | null> {
    return this.service.find(context, id, 'id');
  }

  @Cached('revision')
  @Cost({
    statements: MAX_TYPES,
    types: ({ args }) => typesOf(args['ids']),
    scans: (call) => costOfTextsIn(call.args['ids'], call),
    size: { assumed: MAX_IDS, now: ({ args: { ids } }) => (Array.isArray(ids) ? ids.length : 1) },
  })
  @Query(() => [Node], {
    nullable: 'items',
    description:
      'Objects with the given global ids, in the same order. An entry is null if there is no such object that you may see. If ' +
      'any text is no global id, the whole list is BAD_USER_INPUT.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids of the objects, at most 100.' }) ids: string[],
    @Ctx() context: RequestContext,
  ): Promise<(Node | null)[]> {
    return this.service.findAll(context, ids);
  }

  @Extensions({ isLone: true })
  @Cost({ statements: 2 })
  @Query(() => Node, {
    nullable: true,
    description:
      'Item that a preview token shows, published or not. Null if the token is unknown, or its preview has expired or is not ' +
      'active any more, or the item is in the trash. Restricted documents of the item stay locked, and other unpublished content stays hidden. The ' +
      'operation must have no other field at its root except `__typename`.',
  })
  preview(
    @Arg('token', () => String, {
      description:
        'Token of the preview, from `createActivityPreview`, `createNetworkPreview` or ' + '`createNewsItemPreview`.',
    })
    token: string,
    @Ctx() context: RequestContext,
  ): Promise<Node | null> {
    return this.service.findPreviewed(context, token);
  }
}
