import { Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { allRowsOf, Cost } from '../../../core/cost/field-cost';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { contentMutations, deleteMutation } from '../../localization/content.resolvers';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { Region, regions } from './region.entity';
import { listRegions, regionById } from './region.loaders';

@Resolver(() => Region)
export class RegionResolver {
  @Cached('revision')
  @Cost({ size: allRowsOf('region', 10_000), isOwn: true })
  @Query(() => [Region], { description: 'All regions, ordered by code.' })
  regions(@Ctx() context: RequestContext): Promise<Region[]> {
    return listRegions(context);
  }
}

export const RegionVersionResolver = versionField(Region, 'region', Role.ADMIN);

const region = { type: regions, noun: 'region', field: 'region', byId: regionById };

export const RegionTranslationsResolver = translationsField(region, Role.ADMIN);

/** The mutations that create, update, delete and translate regions. */
export const regionMutations = [
  ...contentMutations(region, Role.ADMIN),
  deleteMutation(region, Role.ADMIN, 'activities'),
  ...translationMutations(region, Role.ADMIN),
];
