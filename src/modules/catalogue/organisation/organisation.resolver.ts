import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root, Field, Mutation, ObjectType } from 'type-graphql';
import type { Connection } from '../../../core/listing/connection';
import type { RequestContext } from '../../../core/access/request-context';
import { Country } from '../country/country';
import { listAll } from '../../../core/listing/list';
import {
  OrganisationConnection,
  OrganisationsArgs,
  CreateOrganisationInput,
  DeleteOrganisationInput,
  UpdateOrganisationInput,
} from './organisation.input';
import { Organisation } from './organisation.entity';
import { organisationListing } from './organisation.listing';
import { organisationBySlug, organisationById } from './organisation.loaders';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Auth } from '../../../core/access/auth';
import { Role } from '../../../core/access/role';
import { getChangedItem } from '../../../core/mutations/changed';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { organisationVocabulary } from './organisation-editing.vocabulary';

@ObjectType({ simpleResolvers: true, description: 'The organisation that was made.' })
export class CreateOrganisationPayload {
  @Field(() => Organisation, { description: 'The organisation.' })
  organisation!: Organisation;
}

@ObjectType({ simpleResolvers: true, description: 'The organisation that was changed.' })
export class UpdateOrganisationPayload {
  @Field(() => Organisation, { description: 'The organisation as it is now.' })
  organisation!: Organisation;
}

@ObjectType({ simpleResolvers: true, description: 'The organisation that was deleted.' })
export class DeleteOrganisationPayload extends DeletePayload {}

@Resolver(() => Organisation)
export class OrganisationResolver {
  @Query(() => Organisation, { nullable: true, description: 'The organisation with this slug; null: there is none.' })
  organisation(
    @Arg('slug', () => String, { description: 'Its slug.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> {
    return loaders.load(organisationBySlug, slug);
  }

  @Query(() => OrganisationConnection, { description: 'The organisations, by name.' })
  organisations(
    @Args(() => OrganisationsArgs) args: OrganisationsArgs,
    @Ctx() context: RequestContext,
  ): Connection<Organisation> {
    return listAll(context, organisationListing, args);
  }

  @FieldResolver(() => Country, { nullable: true, description: 'Its country; null: it is an international body.' })
  country(@Root() { countryCode }: Organisation): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }
}

@Resolver()
export class OrganisationEditingResolver {
  constructor(private readonly vocabularies: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateOrganisationPayload, { description: 'Makes an organisation.' })
  async createOrganisation(
    @Arg('input', () => CreateOrganisationInput, { description: 'What is known of it.' })
    input: CreateOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateOrganisationPayload> {
    const id = await this.vocabularies.create(context, organisationVocabulary, input);
    return { organisation: await getChangedItem(context.loaders, organisationById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateOrganisationPayload, { description: 'Changes an organisation.' })
  async updateOrganisation(
    @Arg('input', () => UpdateOrganisationInput, { description: 'What is to change.' }) input: UpdateOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateOrganisationPayload> {
    const id = await this.vocabularies.update(context, organisationVocabulary, input);
    return { organisation: await getChangedItem(context.loaders, organisationById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteOrganisationPayload, {
    description:
      'Deletes an organisation for good. CONFLICT while networks or memberships name it; `extensions.uses` says how many.',
  })
  async deleteOrganisation(
    @Arg('input', () => DeleteOrganisationInput, { description: 'Which, and the version that this is based on.' })
    input: DeleteOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteOrganisationPayload> {
    const id = await this.vocabularies.delete(context, organisationVocabulary, input);
    return { deletedId: encodeGlobalId(Organisation.name, id) };
  }
}
