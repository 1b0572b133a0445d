import { Arg, Ctx, Extensions, ID, Query, Resolver } from 'type-graphql';
import { Node } from '../../core/types/node';
import type { RequestContext } from '../../core/access/request-context';
import type { Nodes } from './node.service';

@Resolver()
export class NodeResolver {
  constructor(private readonly service: Nodes) {}

  @Query(() => Node, { nullable: true, description: 'The thing with this global id; null: none that you may see.' })
  node(
    @Arg('id', () => ID, { description: 'A global id, as `id` fields give it.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Node | null> {
    return this.service.find(context, id, 'id');
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'The things with these global ids, each in its place; null where there is none that you may see.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'At most 100 global ids.' }) ids: string[],
    @Ctx() context: RequestContext,
  ): Promise<(Node | null)[]> {
    return this.service.findAll(context, ids);
  }

  @Extensions({ isLone: true })
  @Query(() => Node, {
    nullable: true,
    description:
      'The thing that the token of a preview shows, published or not; null: the token has ended, or was never there. ' +
      'Its documents stay locked, and what else is not public stays hidden. ' +
      'Asked for alone: its operation has no other field at its root, save `__typename`.',
  })
  preview(
    @Arg('token', () => String, { description: 'As `createActivityPreview` and its likes give it.' }) token: string,
    @Ctx() context: RequestContext,
  ): Promise<Node | null> {
    return this.service.findPreviewed(context, token);
  }
}
