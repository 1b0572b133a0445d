import { Ctx, Query, Resolver, Arg, Field, Mutation, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { Region } from './region.entity';
import { listRegions, regionById } from './region.loaders';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Auth } from '../../../core/access/auth';
import { Role } from '../../../core/access/role';
import { getChangedItem } from '../../../core/mutations/changed';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { regionVocabulary } from './region-editing.vocabulary';
import { CreateRegionInput, DeleteRegionInput, UpdateRegionInput } from './region.input';

@ObjectType({ simpleResolvers: true, description: 'The region that was made.' })
export class CreateRegionPayload {
  @Field(() => Region, { description: 'The region.' })
  region!: Region;
}

@ObjectType({ simpleResolvers: true, description: 'The region that was changed.' })
export class UpdateRegionPayload {
  @Field(() => Region, { description: 'The region as it is now.' })
  region!: Region;
}

@ObjectType({ simpleResolvers: true, description: 'The region that was deleted.' })
export class DeleteRegionPayload extends DeletePayload {}

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => [Region], { description: 'The vocabulary of regions, in the order of their codes.' })
  regions(@Ctx() context: RequestContext): Promise<Region[]> {
    return listRegions(context);
  }
}

@Resolver()
export class RegionEditingResolver {
  constructor(private readonly vocabularies: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateRegionPayload, { description: 'Makes a region.' })
  async createRegion(
    @Arg('input', () => CreateRegionInput, { description: 'What is known of it.' }) input: CreateRegionInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateRegionPayload> {
    const id = await this.vocabularies.create(context, regionVocabulary, input);
    return { region: await getChangedItem(context.loaders, regionById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateRegionPayload, { description: 'Changes a region.' })
  async updateRegion(
    @Arg('input', () => UpdateRegionInput, { description: 'What is to change.' }) input: UpdateRegionInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateRegionPayload> {
    const id = await this.vocabularies.update(context, regionVocabulary, input);
    return { region: await getChangedItem(context.loaders, regionById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteRegionPayload, {
    description: 'Deletes a region for good. CONFLICT while activities are for it; `extensions.uses` says how many.',
  })
  async deleteRegion(
    @Arg('input', () => DeleteRegionInput, { description: 'Which, and the version that this is based on.' })
    input: DeleteRegionInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteRegionPayload> {
    const id = await this.vocabularies.delete(context, regionVocabulary, input);
    return { deletedId: encodeGlobalId(Region.name, id) };
  }
}
