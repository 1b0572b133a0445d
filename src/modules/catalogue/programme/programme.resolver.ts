import { Arg, Ctx, Extensions, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { allRowsOf, Cost, listOfParent } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { ContentPayload } from '../../../core/mutations/content-warnings';
import { DeletePayload, getChangedItem } from '../../../core/mutations/mutation-payloads';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Image } from '../../media/image/image.entity';
import { Link } from '../../media/link/link';
import { linksOf } from '../../media/link/link-field';
import { markdownHtmlOf } from '../../media/markdown-html.resolver';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { OrganisationInRole } from '../organisation/organisation-in-role';
import { inRoles } from '../organisation/organisation-in-role.loaders';
import { type OrganisationRole, organisationRoles, RolesArg } from '../organisation/organisation-role';
import { Component } from './component.entity';
import { Programme } from './programme.entity';
import { programmes } from './programme.fields';
import { CreateProgrammeInput, DeleteProgrammeInput, UpdateProgrammeInput } from './programme.input';
import {
  componentsByProgrammeId,
  listProgrammes,
  logoByProgrammeId,
  organisationsByProgrammeId,
  programmeById,
  programmeBySlug,
  programmeImages,
} from './programme.loaders';

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of creating a programme.' })
export class CreateProgrammePayload {
  @Field(() => Programme, { description: 'Programme that was created.' })
  programme!: Programme;
}

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of updating a programme.' })
export class UpdateProgrammePayload {
  @Field(() => Programme, { description: 'Programme after the update.' })
  programme!: Programme;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting a programme.' })
export class DeleteProgrammePayload extends DeletePayload {}

@Resolver(() => Programme)
export class ProgrammeResolver {
  @Cached('revision')
  @Query(() => Programme, { nullable: true, description: 'Programme with the given slug. Null if there is none.' })
  programme(
    @Arg('slug', () => String, { description: 'Slug of the programme.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Programme | null> {
    return loaders.load(programmeBySlug, slug);
  }

  @Cached('revision')
  @Cost({ size: allRowsOf('programme', 10_000), isOwn: true })
  @Query(() => [Programme], { description: 'All programmes, ordered by slug.' })
  programmes(@Ctx() context: RequestContext): Promise<Programme[]> {
    return listProgrammes(context);
  }

  @LoadedById(componentsByProgrammeId)
  @Cached('revision')
  @Cost({ size: listOfParent(10_000, { table: 'component', parent: 'programme_id', item: 'id' }) })
  @FieldResolver(() => [Component], {
    description: 'Components of the programme, in the order in which they were created.',
  })
  components(@Root() { id }: Programme, @Ctx() { loaders }: RequestContext): Promise<Component[]> {
    return loaders.load(componentsByProgrammeId, id);
  }

  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'programme_organisation', parent: 'programme_id' }) })
  @FieldResolver(() => [OrganisationInRole], {
    description: `Organisations of the programme in their roles, ordered by role (${organisationRoles.join(', ')}), then by slug.`,
  })
  async organisations(
    @Root() { id }: Programme,
    @RolesArg() roles: OrganisationRole[] | null = null,
    @Ctx() { loaders }: RequestContext,
  ): Promise<OrganisationInRole[]> {
    return inRoles(await loaders.load(organisationsByProgrammeId, id), roles);
  }

  @LoadedById(logoByProgrammeId)
  @Cached('revision')
  @FieldResolver(() => Image, { nullable: true, description: 'Logo of the programme. Null if it has none.' })
  logo(@Root() { id }: Programme, @Ctx() { loaders }: RequestContext): Promise<Image | null> {
    return loaders.load(logoByProgrammeId, id);
  }

  @Extensions({ reads: ['links'] })
  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: 100 } })
  @FieldResolver(() => [Link], { description: 'Links of the programme to pages elsewhere, in their order.' })
  links(@Root() item: Programme): Link[] {
    return linksOf(item);
  }
}

export const ProgrammeDescriptionResolver = markdownHtmlOf(Programme, 'description', programmeImages);

export const ComponentDescriptionResolver = markdownHtmlOf(Component, 'description', null);

@Resolver(() => Component)
export class ComponentResolver {
  @Cached('revision')
  @FieldResolver(() => Programme, { description: 'Programme that the component is a part of.' })
  programme(@Root() { programmeId }: Component, @Ctx() { loaders }: RequestContext): Promise<Programme | null> {
    return loaders.load(programmeById, programmeId);
  }
}

export const ProgrammeVersionResolver = versionField(Programme, 'programme', Role.ADMIN);

@Resolver()
export class ProgrammeEditingResolver {
  constructor(private readonly referenceData: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateProgrammePayload, { description: 'Creates a programme.' })
  async createProgramme(
    @Arg('input', () => CreateProgrammeInput, { description: 'Content of the new programme.' })
    input: CreateProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateProgrammePayload> {
    const id = await this.referenceData.create(context, programmes, input);
    return { programme: await getChangedItem(context.loaders, programmeById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateProgrammePayload, { description: 'Updates a programme.' })
  async updateProgramme(
    @Arg('input', () => UpdateProgrammeInput, {
      description: 'Programme to update, its version and the fields to change.',
    })
    input: UpdateProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateProgrammePayload> {
    const id = await this.referenceData.update(context, programmes, input);
    return { programme: await getChangedItem(context.loaders, programmeById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteProgrammePayload, {
    description:
      'Deletes a programme permanently. CONFLICT if components or activities use it, including those in the trash; ' +
      '`extensions.uses` is their number.',
  })
  async deleteProgramme(
    @Arg('input', () => DeleteProgrammeInput, { description: 'Programme to delete, and its version.' })
    input: DeleteProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteProgrammePayload> {
    const id = await this.referenceData.delete(context, programmes, input);
    return { deletedId: encodeGlobalId(Programme.name, id) };
  }
}
