import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { ContentPayload } from '../../../core/mutations/content-warnings';
import { DeletePayload, getChangedItem } from '../../../core/mutations/mutation-payloads';
import { versionField } from '../../../core/mutations/version-field';
import { encodeGlobalId } from '../../../core/types/global-id';
import type { ReferenceData } from '../../reference-data/reference-data.service';
import { Component } from './component.entity';
import { components } from './component.fields';
import { CreateComponentInput, DeleteComponentInput, UpdateComponentInput } from './component.input';
import { componentById } from './programme.loaders';

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of creating a component.' })
export class CreateComponentPayload {
  @Field(() => Component, { description: 'Component that was created.' })
  component!: Component;
}

@ObjectType({ implements: ContentPayload, simpleResolvers: true, description: 'Result of updating a component.' })
export class UpdateComponentPayload {
  @Field(() => Component, { description: 'Component after the update.' })
  component!: Component;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting a component.' })
export class DeleteComponentPayload extends DeletePayload {}

export const ComponentVersionResolver = versionField(Component, 'component', Role.ADMIN);

@Resolver()
export class ComponentEditingResolver {
  constructor(private readonly referenceData: ReferenceData) {}

  @Auth(Role.ADMIN)
  @Mutation(() => CreateComponentPayload, { description: 'Creates a component.' })
  async createComponent(
    @Arg('input', () => CreateComponentInput, { description: 'Content of the new component.' })
    input: CreateComponentInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateComponentPayload> {
    const id = await this.referenceData.create(context, components, input);
    return { component: await getChangedItem(context.loaders, componentById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => UpdateComponentPayload, { description: 'Updates a component.' })
  async updateComponent(
    @Arg('input', () => UpdateComponentInput, {
      description: 'Component to update, its version and the fields to change.',
    })
    input: UpdateComponentInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateComponentPayload> {
    const id = await this.referenceData.update(context, components, input);
    return { component: await getChangedItem(context.loaders, componentById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteComponentPayload, {
    description:
      'Deletes a component permanently. CONFLICT if activities use it, including those in the trash; `extensions.uses` is ' +
      'their number.',
  })
  async deleteComponent(
    @Arg('input', () => DeleteComponentInput, { description: 'Component to delete, and its version.' })
    input: DeleteComponentInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteComponentPayload> {
    const id = await this.referenceData.delete(context, components, input);
    return { deletedId: encodeGlobalId(Component.name, id) };
  }
}
