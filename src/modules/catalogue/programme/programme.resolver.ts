import { Arg, Ctx, FieldResolver, Query, Resolver, Root, Field, Mutation, ObjectType } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Component } from './component.entity';
import { Programme } from './programme.entity';
import { componentsByProgrammeId, programmeById, programmeBySlug, listProgrammes } from './programme.loaders';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Auth } from '../../../core/access/auth';
import { Role } from '../../../core/access/role';
import { getChangedItem } from '../../../core/mutations/changed';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { programmeVocabulary } from './programme-editing.vocabulary';
import { CreateProgrammeInput, DeleteProgrammeInput, UpdateProgrammeInput } from './programme.input';

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
export class DeleteProgrammePayload extends DeletePayload {}

@Resolver(() => Programme)
export class ProgrammeResolver {
  @Query(() => Programme, { nullable: true, description: 'The programme with this slug; null: there is none.' })
  programme(
    @Arg('slug', () => String, { description: 'Its slug.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Programme | null> {
    return loaders.load(programmeBySlug, slug);
  }

  @Query(() => [Programme], { description: 'All programmes, by slug.' })
  programmes(@Ctx() context: RequestContext): Promise<Programme[]> {
    return listProgrammes(context);
  }

  @LoadedById(componentsByProgrammeId)
  @FieldResolver(() => [Component], { description: 'Its components, in the order of the programme.' })
  components(@Root() { id }: Programme, @Ctx() { loaders }: RequestContext): Promise<Component[]> {
    return loaders.load(componentsByProgrammeId, id);
  }
}

@Resolver(() => Component)
export class ComponentResolver {
  @FieldResolver(() => Programme, { description: 'The programme that it is a part of.' })
  programme(@Root() { programmeId }: Component, @Ctx() { loaders }: RequestContext): Promise<Programme | null> {
    return loaders.load(programmeById, programmeId);
  }
}

@Resolver()
export class ProgrammeEditingResolver {
  constructor(private readonly vocabularies: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateProgrammePayload, { description: 'Makes a programme.' })
  async createProgramme(
    @Arg('input', () => CreateProgrammeInput, { description: 'What is known of it.' }) input: CreateProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateProgrammePayload> {
    const id = await this.vocabularies.create(context, programmeVocabulary, input);
    return { programme: await getChangedItem(context.loaders, programmeById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateProgrammePayload, { description: 'Changes a programme.' })
  async updateProgramme(
    @Arg('input', () => UpdateProgrammeInput, { description: 'What is to change.' }) input: UpdateProgrammeInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateProgrammePayload> {
    const id = await this.vocabularies.update(context, programmeVocabulary, input);
    return { programme: await getChangedItem(context.loaders, programmeById, id) };
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
