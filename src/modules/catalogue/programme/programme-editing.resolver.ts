import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { getChanged } from '../../../core/mutations/changed';
import type { Vocabularies } from '../../reference-data/reference-data.service';
import { programmeVocabulary } from './programme-editing.vocabulary';
import { CreateProgrammeInput, DeleteProgrammeInput, UpdateProgrammeInput } from './programme-editing.input';
import { Programme } from './programme.entity';
import { programmeById } from './programme.loaders';

@ObjectType({ simpleResolvers: true, description: 'The programme that was made.' })
export class CreateProgrammePayload {
  @Field(() => Programme, { description: 'The programme.' })
  programme!: Programme;
}

@ObjectType({ simpleResolvers: true, description: 'The programme that was changed.' })
export class UpdateProgrammePayload {
  @Field(() => Programme, { description: 'The programme as it is now.' })
  programme!: Programme;
}

@ObjectType({ simpleResolvers: true, description: 'The programme that was deleted.' })
export class DeleteProgrammePayload {
  @Field(() => ID, { description: 'The id that it had.' })
  deletedId!: string;
}

@Resolver()
export class ProgrammeEditingResolver {
  constructor(private readonly vocabularies: Vocabularies) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateProgrammePayload, { description: 'Makes a programme.' })
  async createProgramme(
    @Arg('input', () => CreateProgrammeInput, { description: 'What is known of it.' }) input: CreateProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateProgrammePayload> {
    const id = await this.vocabularies.create(context, programmeVocabulary, input);
    return { programme: await getChanged(context.loaders, programmeById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateProgrammePayload, { description: 'Changes a programme.' })
  async updateProgramme(
    @Arg('input', () => UpdateProgrammeInput, { description: 'What is to change.' }) input: UpdateProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateProgrammePayload> {
    const id = await this.vocabularies.update(context, programmeVocabulary, input);
    return { programme: await getChanged(context.loaders, programmeById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteProgrammePayload, {
    description:
      'Deletes a programme for good. CONFLICT while it has components or activities; `extensions.uses` says how many.',
  })
  async deleteProgramme(
    @Arg('input', () => DeleteProgrammeInput, { description: 'Which, and the version that this is based on.' })
    input: DeleteProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteProgrammePayload> {
    const id = await this.vocabularies.delete(context, programmeVocabulary, input);
    return { deletedId: encodeGlobalId(Programme.name, id) };
  }
}
