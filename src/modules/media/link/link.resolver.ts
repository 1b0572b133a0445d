import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Cached } from '../../../core/types/cached';
import { labelInItem } from '../../localization/item-labels';
import { Link } from './link';

@Resolver(() => Link)
export class LinkResolver {
  @Cached('revision')
  @FieldResolver(() => String, {
    description:
      'Type of page or file as people read it, in the language in which the item with the link is shown, or in another one if the server has no labels in it.',
  })
  kindLabel(@Root() { item, kind }: Link, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, item, 'LinkKind', kind);
  }
}
