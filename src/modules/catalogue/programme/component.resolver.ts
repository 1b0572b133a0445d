import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { getChangedItem } from '../../../core/mutations/changed';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { componentVocabulary } from './component-editing.vocabulary';
import { CreateComponentInput, DeleteComponentInput, UpdateComponentInput } from './component.input';
import { Component } from './component.entity';
import { componentById } from './programme.loaders';

@ObjectType({ simpleResolvers: true, description: 'The component that was made.' })
export class CreateComponentPayload {
  @Field(() => Component, { description: 'The component.' })
  component!: Component;
}

@ObjectType({ simpleResolvers: true, description: 'The component that was changed.' })
export class UpdateComponentPayload {
  @Field(() => Component, { description: 'The component as it is now.' })
  component!: Component;
}

@ObjectType({ simpleResolvers: true, description: 'The component that was deleted.' })
export class DeleteComponentPayload extends DeletePayload {}

@Resolver()
export class ComponentEditingResolver {
  constructor(private readonly vocabularies: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateComponentPayload, { description: 'Makes a component.' })
  async createComponent(
    @Arg('input', () => CreateComponentInput, { description: 'What is known of it.' }) input: CreateComponentInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateComponentPayload> {
    const id = await this.vocabularies.create(context, componentVocabulary, input);
    return { component: await getChangedItem(context.loaders, componentById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateComponentPayload, { description: 'Changes a component.' })
  async updateComponent(
    @Arg('input', () => UpdateComponentInput, { description: 'What is to change.' }) input: UpdateComponentInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateComponentPayload> {
    const id = await this.vocabularies.update(context, componentVocabulary, input);
    return { component: await getChangedItem(context.loaders, componentById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteComponentPayload, {
    description:
      'Deletes a component for good. CONFLICT while activities belong to it; `extensions.uses` says how many.',
  })
  async deleteComponent(
    @Arg('input', () => DeleteComponentInput, { description: 'Which, and the version that this is based on.' })
    input: DeleteComponentInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteComponentPayload> {
    const id = await this.vocabularies.delete(context, componentVocabulary, input);
    return { deletedId: encodeGlobalId(Component.name, id) };
  }
}
