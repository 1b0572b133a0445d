import { Arg, Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { allRowsOf, Cost } from '../../../core/cost/field-cost';
import { DeletePayload, getChangedItem } from '../../../core/mutations/mutation-payloads';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { encodeGlobalId } from '../../../core/types/global-id';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { Region } from './region.entity';
import { regions } from './region.fields';
import { CreateRegionInput, DeleteRegionInput, UpdateRegionInput } from './region.input';
import { listRegions, regionById } from './region.loaders';

@ObjectType({ simpleResolvers: true, description: 'Result of creating a region.' })
export class CreateRegionPayload {
  @Field(() => Region, { description: 'Region that was created.' })
  region!: Region;
}

@ObjectType({ simpleResolvers: true, description: 'Result of updating a region.' })
export class UpdateRegionPayload {
  @Field(() => Region, { description: 'Region after the update.' })
  region!: Region;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting a region.' })
export class DeleteRegionPayload extends DeletePayload {}

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

@Resolver()
export class RegionEditingResolver {
  constructor(private readonly referenceData: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateRegionPayload, { description: 'Creates a region.' })
  async createRegion(
    @Arg('input', () => CreateRegionInput, { description: 'Content of the new region.' }) input: CreateRegionInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateRegionPayload> {
    const id = await this.referenceData.create(context, regions, input);
    return { region: await getChangedItem(context.loaders, regionById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateRegionPayload, { description: 'Updates a region.' })
  async updateRegion(
    @Arg('input', () => UpdateRegionInput, { description: 'Region to update, its version and the fields to change.' })
    input: UpdateRegionInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateRegionPayload> {
    const id = await this.referenceData.update(context, regions, input);
    return { region: await getChangedItem(context.loaders, regionById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteRegionPayload, {
    description:
      'Deletes a region permanently. CONFLICT if activities use it, including those in the trash; `extensions.uses` is their ' +
      'number.',
  })
  async deleteRegion(
    @Arg('input', () => DeleteRegionInput, { description: 'Region to delete, and its version.' })
    input: DeleteRegionInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteRegionPayload> {
    const id = await this.referenceData.delete(context, regions, input);
    return { deletedId: encodeGlobalId(Region.name, id) };
  }
}
