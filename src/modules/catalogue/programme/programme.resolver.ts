import { Arg, Ctx, Extensions, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { allRowsOf, Cost, listOfParent } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { contentMutations, deleteMutation } from '../../localization/content.resolvers';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { Image } from '../../media/image/image.entity';
import { Link } from '../../media/link/link';
import { linksOf } from '../../media/link/link-field';
import { markdownHtmlOf } from '../../media/markdown-html.resolver';
import { OrganisationInRole } from '../organisation/organisation-in-role';
import { inRoles } from '../organisation/organisation-in-role.loaders';
import { type OrganisationRole, organisationRoles, RolesArg } from '../organisation/organisation-role';
import { Component } from './component.entity';
import { Programme, programmes } from './programme.entity';
import {
  componentsByProgrammeId,
  listProgrammes,
  logoByProgrammeId,
  organisationsByProgrammeId,
  programmeById,
  programmeBySlug,
  programmeImages,
} from './programme.loaders';

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

const programme = { type: programmes, noun: 'programme', field: 'programme', byId: programmeById };

export const ProgrammeTranslationsResolver = translationsField(programme, Role.ADMIN);

/** The mutations that create, update, delete and translate programmes. */
export const programmeMutations = [
  ...contentMutations(programme, Role.ADMIN),
  deleteMutation(programme, Role.ADMIN, 'components or activities'),
  ...translationMutations(programme, Role.ADMIN),
];
