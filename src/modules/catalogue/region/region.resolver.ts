import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Region } from './region.entity';
import { listRegions } from './region.service';

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => [Region], { description: 'The vocabulary of regions, in the order of their codes.' })
  regions(@Ctx() context: RequestContext): Promise<Region[]> {
    return listRegions(context);
  }
}
