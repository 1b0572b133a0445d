import { Args, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { SearchConnection, SearchArgs } from './search.connection';
import { search } from './search.service';

@Resolver()
export class SearchResolver {
  @Query(() => SearchConnection, {
    description:
      'The networks, activities and news in which these words are, the best match first. Editors of everything find what is not public, too; editors of one network what is public alone.',
  })
  search(@Args(() => SearchArgs) args: SearchArgs, @Ctx() context: RequestContext): SearchConnection {
    return search(context, args);
  }
}
