import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { Cost } from '../../core/cost/field-cost';
import type { RequestContext } from '../../core/access/request-context';
import { SearchConnection, SearchArgs } from './search.connection';
import { search } from './search.service';
import { Cached } from '../../core/types/cached';

@Resolver()
export class SearchResolver {
  @Cached('revision')
  @Cost({ lists: { tables: ['activity', 'network', 'news_item'], by: 'text' } })
  @Query(() => SearchConnection, {
    description:
      'Networks, activities and news items that contain these words, the best match first. Editors with an unbound role also find items that are not public. Editors of one network find public items only.',
  })
  search(@Args(() => SearchArgs) args: SearchArgs, @Ctx() context: RequestContext): SearchConnection {
    return search(context, args);
  }
}
