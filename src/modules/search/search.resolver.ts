import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { Cached } from '../../core/types/cached';
import { SearchArgs, SearchConnection } from './search.connection';
import { search } from './search.service';

@Resolver()
export class SearchResolver {
  @Cached('revision')
  @Cost({
    lists: { tables: ['activity', 'network', 'news_item', 'organisation'], by: 'text' },
    // The snippets of its items declare what comparing their words costs.
    scans: () => 0,
  })
  @Query(() => SearchConnection, {
    description:
      'Networks, activities, news items, organisations and countries that contain these words, the best match first. If more than 2,000 match, those with all words in their names come first (beginnings of words after whole ones), then the others, each by type and in the order in which they were added. Countries are those that content refers to, by their names in the languages of the programme. Editors with an unbound role also find items that are not public. Editors of one network find public items only.',
  })
  search(@Args(() => SearchArgs) args: SearchArgs, @Ctx() context: RequestContext): SearchConnection {
    return search(context, args);
  }
}
