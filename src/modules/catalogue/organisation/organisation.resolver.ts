import { Arg, Args, Ctx, Field, FieldResolver, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { BY_NAME, Cost, rowsOfTable } from '../../../core/cost/field-cost';
import type { Connection } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { DeletePayload, getChangedItem } from '../../../core/mutations/mutation-payloads';
import { versionField } from '../../../core/mutations/version-field';
import { Cached } from '../../../core/types/cached';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Image } from '../../media/image/image.entity';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { Country } from '../country/country';
import { Organisation } from './organisation.entity';
import { organisations } from './organisation.fields';
import {
  CreateOrganisationInput,
  DeleteOrganisationInput,
  OrganisationConnection,
  OrganisationsArgs,
  UpdateOrganisationInput,
} from './organisation.input';
import { organisationListing } from './organisation.listing';
import { logoByOrganisationId, organisationById, organisationBySlug } from './organisation.loaders';

@ObjectType({ simpleResolvers: true, description: 'Result of creating an organisation.' })
export class CreateOrganisationPayload {
  @Field(() => Organisation, { description: 'Organisation that was created.' })
  organisation!: Organisation;
}

@ObjectType({ simpleResolvers: true, description: 'Result of updating an organisation.' })
export class UpdateOrganisationPayload {
  @Field(() => Organisation, { description: 'Organisation after the update.' })
  organisation!: Organisation;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting an organisation.' })
export class DeleteOrganisationPayload extends DeletePayload {}

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

@Resolver()
export class OrganisationEditingResolver {
  constructor(private readonly referenceData: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateOrganisationPayload, { description: 'Creates an organisation.' })
  async createOrganisation(
    @Arg('input', () => CreateOrganisationInput, { description: 'Content of the new organisation.' })
    input: CreateOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateOrganisationPayload> {
    const id = await this.referenceData.create(context, organisations, input);
    return { organisation: await getChangedItem(context.loaders, organisationById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateOrganisationPayload, { description: 'Updates an organisation.' })
  async updateOrganisation(
    @Arg('input', () => UpdateOrganisationInput, {
      description: 'Organisation to update, its version and the fields to change.',
    })
    input: UpdateOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateOrganisationPayload> {
    const id = await this.referenceData.update(context, organisations, input);
    return { organisation: await getChangedItem(context.loaders, organisationById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteOrganisationPayload, {
    description:
      'Deletes an organisation permanently. CONFLICT if networks, memberships, programmes, or activities with their rows of ' +
      'participation and transactions use it, including those in the trash; `extensions.uses` is the number of uses. An activity may use ' +
      'it several times.',
  })
  async deleteOrganisation(
    @Arg('input', () => DeleteOrganisationInput, { description: 'Organisation to delete, and its version.' })
    input: DeleteOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteOrganisationPayload> {
    const id = await this.referenceData.delete(context, organisations, input);
    return { deletedId: encodeGlobalId(Organisation.name, id) };
  }
}
