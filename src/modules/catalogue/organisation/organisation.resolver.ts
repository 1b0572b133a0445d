import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { BY_NAME, Cost, rowsOfTable } from '../../../core/cost/field-cost';
import type { Connection } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { contentMutations, deleteMutation } from '../../localization/content.resolvers';
import { translationMutations, translationsField } from '../../localization/translation.resolvers';
import { Image } from '../../media/image/image.entity';
import { Country } from '../country/country';
import { Organisation, organisations } from './organisation.entity';
import { OrganisationConnection, OrganisationsArgs } from './organisation.input';
import { organisationListing } from './organisation.listing';
import { logoByOrganisationId, organisationById, organisationBySlug } from './organisation.loaders';

@Resolver(() => Organisation)
export class OrganisationResolver {
  @Cached('revision')
  @Query(() => Organisation, {
    nullable: true,
    description: 'Organisation with the given slug. Null if there is none.',
  })
  organisation(
    @Arg('slug', () => String, { description: 'Slug of the organisation.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> {
    return loaders.load(organisationBySlug, slug);
  }

  @Cached('revision')
  @Cost({ lists: rowsOfTable('organisation', BY_NAME) })
  @Query(() => OrganisationConnection, { description: 'Organisations that meet the conditions.' })
  organisations(
    @Args(() => OrganisationsArgs) args: OrganisationsArgs,
    @Ctx() context: RequestContext,
  ): Connection<Organisation> {
    return listAll(context, organisationListing, args);
  }

  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Country, {
    nullable: true,
    description: 'Country of the organisation. Null if the organisation is international.',
  })
  country(@Root() { countryCode }: Organisation): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }

  @LoadedById(logoByOrganisationId)
  @Cached('revision')
  @FieldResolver(() => Image, { nullable: true, description: 'Logo of the organisation. Null if it has none.' })
  logo(@Root() { id }: Organisation, @Ctx() { loaders }: RequestContext): Promise<Image | null> {
    return loaders.load(logoByOrganisationId, id);
  }
}

export const OrganisationVersionResolver = versionField(Organisation, 'organisation', Role.ADMIN);

const organisation = { type: organisations, noun: 'organisation', field: 'organisation', byId: organisationById };

export const OrganisationTranslationsResolver = translationsField(organisation, Role.ADMIN);

/** The mutations that create, update, delete and translate organisations. */
export const organisationMutations = [
  ...contentMutations(organisation, Role.ADMIN),
  deleteMutation(
    organisation,
    Role.ADMIN,
    'networks, memberships, programmes, or activities with their rows of participation and transactions',
  ),
  ...translationMutations(organisation, Role.ADMIN),
];
