import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { getChanged } from '../../../core/mutations/changed';
import type { Vocabularies } from '../../reference-data/reference-data.service';
import { organisationVocabulary } from './organisation-editing.vocabulary';
import {
  CreateOrganisationInput,
  DeleteOrganisationInput,
  UpdateOrganisationInput,
} from './organisation-editing.input';
import { Organisation } from './organisation.entity';
import { organisationById } from './organisation.loaders';

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
export class DeleteOrganisationPayload {
  @Field(() => ID, { description: 'The id that it had.' })
  deletedId!: string;
}

@Resolver()
export class OrganisationEditingResolver {
  constructor(private readonly vocabularies: Vocabularies) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateOrganisationPayload, { description: 'Makes an organisation.' })
  async createOrganisation(
    @Arg('input', () => CreateOrganisationInput, { description: 'What is known of it.' })
    input: CreateOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateOrganisationPayload> {
    const id = await this.vocabularies.create(context, organisationVocabulary, input);
    return { organisation: await getChanged(context.loaders, organisationById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateOrganisationPayload, { description: 'Changes an organisation.' })
  async updateOrganisation(
    @Arg('input', () => UpdateOrganisationInput, { description: 'What is to change.' }) input: UpdateOrganisationInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateOrganisationPayload> {
    const id = await this.vocabularies.update(context, organisationVocabulary, input);
    return { organisation: await getChanged(context.loaders, organisationById, id) };
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
