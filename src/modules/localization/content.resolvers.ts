import { Arg, type ClassType, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import type { Role } from '../../core/access/role';
import type { Viewer } from '../../core/access/viewer';
import { withChanges, withContent } from '../../core/fields/content-inputs';
import { payloadInterfacesOf } from '../../core/fields/markdown-field';
import { ChangeInput, MutationInput } from '../../core/mutations/mutation-inputs';
import { DeletePayload, getChangedItem } from '../../core/mutations/mutation-payloads';
import { encodeGlobalId } from '../../core/types/global-id';
import type { ContentDeleting, ContentWriting, LocalizedDefinition, TranslatedType } from './localized-type';

interface CreateOptions {
  /** What the new item is in descriptions, if it is more than an item: `a network as a draft`. */
  readonly created?: string;
  /** A sentence about who may create items, if others than those with the role may not. */
  readonly note?: string;
  /** A sentence about what the input does not set. */
  readonly inputNote?: string;
  /** @throws ForbiddenError if the viewer may not create items of the type */
  readonly assertCanCreate?: (viewer: Viewer) => void;
}

/**
 * Creates the mutations that create and change items of a type, with their inputs and payloads. These are all of them:
 *
 * - `createActivity(input: CreateActivityInput!): CreateActivityPayload!`
 * - `updateActivity(input: UpdateActivityInput!): UpdateActivityPayload!`
 * - `createComponent(input: CreateComponentInput!): CreateComponentPayload!`
 * - `updateComponent(input: UpdateComponentInput!): UpdateComponentPayload!`
 * - `createNetwork(input: CreateNetworkInput!): CreateNetworkPayload!`
 * - `updateNetwork(input: UpdateNetworkInput!): UpdateNetworkPayload!`
 * - `createNewsItem(input: CreateNewsItemInput!): CreateNewsItemPayload!`
 * - `updateNewsItem(input: UpdateNewsItemInput!): UpdateNewsItemPayload!`
 * - `createOrganisation(input: CreateOrganisationInput!): CreateOrganisationPayload!`
 * - `updateOrganisation(input: UpdateOrganisationInput!): UpdateOrganisationPayload!`
 * - `createProgramme(input: CreateProgrammeInput!): CreateProgrammePayload!`
 * - `updateProgramme(input: UpdateProgrammeInput!): UpdateProgrammePayload!`
 * - `createRegion(input: CreateRegionInput!): CreateRegionPayload!`
 * - `updateRegion(input: UpdateRegionInput!): UpdateRegionPayload!`
 *
 * @param role the lowest role that may edit the type
 */
export function contentMutations<T extends LocalizedDefinition>(
  item: TranslatedType<T>,
  role: Role,
  options: CreateOptions = {},
): (new (writing: ContentWriting<T>) => object)[] {
  return [createMutation(item, role, options), updateMutation(item, role)];
}

function createMutation<T extends LocalizedDefinition>(
  item: TranslatedType<T>,
  role: Role,
  { created, note, inputNote, assertCanCreate }: CreateOptions,
): new (writing: ContentWriting<T>) => object {
  const { type, noun } = item;
  const name = `create${type.name}`;
  const Payload = payloadOf(item, name, `The ${noun} that was created.`);

  @InputType(`Create${type.name}Input`, { description: sentences(`Content of a new ${noun}.`, inputNote) })
  class Input extends withContent(MutationInput, type.content) {}

  @Resolver()
  class CreateMutation {
    constructor(private readonly writing: ContentWriting<T>) {}

    @Auth(role)
    @Mutation(() => Payload, { name, description: sentences(`Creates ${created ?? withArticle(noun)}.`, note) })
    async create(
      @Arg('input', () => Input, { description: `Content of the new ${noun}.` }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      assertCanCreate?.(context.viewer);
      const id = await this.writing.create(context, type, input);
      return { [item.field]: await getChangedItem(context.loaders, item.byId, id) };
    }
  }
  return CreateMutation;
}

function updateMutation<T extends LocalizedDefinition>(
  item: TranslatedType<T>,
  role: Role,
): new (writing: ContentWriting<T>) => object {
  const { type, noun } = item;
  const name = `update${type.name}`;
  const Payload = payloadOf(item, name, `The ${noun} after the update.`);

  @InputType(`Update${type.name}Input`, {
    description: `Changes to ${withArticle(noun)}. A field that is absent does not change. Null clears a field.`,
  })
  class Input extends withChanges(ChangeInput, type.content) {}

  @Resolver()
  class UpdateMutation {
    constructor(private readonly writing: ContentWriting<T>) {}

    @Auth(role)
    @Mutation(() => Payload, { name, description: `Updates the content of ${withArticle(noun)}.` })
    async update(
      @Arg('input', () => Input, { description: `The ${noun} to update, its version and the fields to change.` })
      input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const id = await this.writing.update(context, type, input);
      return { [item.field]: await getChangedItem(context.loaders, item.byId, id) };
    }
  }
  return UpdateMutation;
}

/**
 * Creates the mutation that deletes an entry of reference data, with its input and payload. These are all of them:
 *
 * - `deleteComponent(input: DeleteComponentInput!): DeleteComponentPayload!`
 * - `deleteOrganisation(input: DeleteOrganisationInput!): DeleteOrganisationPayload!`
 * - `deleteProgramme(input: DeleteProgrammeInput!): DeleteProgrammePayload!`
 * - `deleteRegion(input: DeleteRegionInput!): DeleteRegionPayload!`
 *
 * @param users what may use an entry, in the description: `activities`
 */
export function deleteMutation<T extends LocalizedDefinition>(
  { type, noun }: TranslatedType<T>,
  role: Role,
  users: string,
): new (deleting: ContentDeleting<T>) => object {
  const name = `delete${type.name}`;

  @InputType(`Delete${type.name}Input`, { description: `The ${noun} to delete, and its version.` })
  class Input extends ChangeInput {}

  @ObjectType(`Delete${type.name}Payload`, { simpleResolvers: true, description: `Result of \`${name}\`.` })
  class Payload extends DeletePayload {}

  @Resolver()
  class DeleteMutation {
    constructor(private readonly deleting: ContentDeleting<T>) {}

    @Auth(role)
    @Mutation(() => Payload, {
      name,
      description:
        `Deletes ${withArticle(noun)} permanently. CONFLICT if ${users} use it, including those in the trash; ` +
        '`extensions.uses` is the number of uses.',
    })
    async delete(
      @Arg('input', () => Input, { description: `The ${noun} to delete, and its version.` }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<Payload> {
      const id = await this.deleting.delete(context, type, input);
      return { deletedId: encodeGlobalId(type.name, id) };
    }
  }
  return DeleteMutation;
}

/** A payload with the item that was created or changed. */
function payloadOf({ type, field }: TranslatedType, mutation: string, description: string): ClassType {
  @ObjectType(`${mutation[0]!.toUpperCase()}${mutation.slice(1)}Payload`, {
    implements: payloadInterfacesOf(type.content),
    simpleResolvers: true,
    description: `Result of \`${mutation}\`.`,
  })
  class Payload {}
  Field(() => type.content.entity, { description })(Payload.prototype, field);
  return Payload;
}

function withArticle(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' ');
}
