import { Arg, type ClassType, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import type { Content } from '../../../core/fields/content';
import type { payloadInterfacesOf } from '../../../core/fields/markdown-field';
import { type ChangeCall, ChangeInput } from '../../../core/mutations/mutation-inputs';
import { DeletePayload, getChangedItem } from '../../../core/mutations/mutation-payloads';
import { encodeGlobalId, getKey } from '../../../core/types/global-id';
import { DateTimeScalar } from '../../../core/types/scalars';
import type { RevisionAction } from '../history/revision.entity';
import type { PublishableDefinition } from '../publishable';
import type { Change } from '../publishable-changes';
import type { Publishing } from '../publishing.service';
import { schedule, type Transition, transitions } from './transitions';

/** A publishable type, as the factories of its mutations need it. */
export interface TransitionedType<C extends Content> {
  readonly type: PublishableDefinition<C>;
  /** The field of payloads, for example `newsItem`. */
  readonly field: string;
  readonly byId: LoaderDefinition<number, object | null>;
}

export type PublishingResolverClass = new (publishing: Publishing) => object;

/**
 * Creates the mutations of a publishable type that change its publication state, each with its input and its payload,
 * except those that publish and unpublish (`publishMutations`). `namesOf` lists the names.
 */
export function transitionMutations<C extends Content>(item: TransitionedType<C>): PublishingResolverClass[] {
  const [noun] = item.type.nouns;
  return [
    simpleTransition(
      item,
      'archive',
      transitions.archive,
      `Withdraws the ${noun} from the public. It can be published again.`,
    ),
    simpleTransition(item, 'restore', transitions.restore, `Takes the ${noun} out of the trash, as a draft.`),
    scheduleTransition(item),
    deleteTransition(item),
  ];
}

function simpleTransition<C extends Content>(
  item: TransitionedType<C>,
  verb: string,
  transition: Transition,
  description: string,
): PublishingResolverClass {
  const names = namesOf(item, verb);
  const inputDescription = `The ${item.type.nouns[0]} to ${verb}, and the version it was read at.`;

  @InputType(names.input, { description: inputDescription })
  class Input extends ChangeInput {}

  const Payload = payloadOf(item, names);

  @Resolver()
  class TransitionMutation {
    constructor(private readonly publishing: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, { name: names.mutation, description })
    async change(
      @Arg('input', () => Input, { description: inputDescription }) input: ChangeInput,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const call = { mutation: names.mutation, input };
      return answer(item, context, await runTransition(this.publishing, item, context, call, transition));
    }
  }
  return TransitionMutation;
}

function scheduleTransition<C extends Content>(item: TransitionedType<C>): PublishingResolverClass {
  const names = namesOf(item, 'schedule');
  const [noun] = item.type.nouns;
  const inputDescription = `The ${noun} to schedule, the version it was read at, and the time.`;

  @InputType(names.input, { description: inputDescription })
  class Input extends ChangeInput {
    @Field(() => DateTimeScalar, {
      description: `Time at which the ${noun} is to be published. Must lie in the future.`,
    })
    publishAt!: string;
  }

  const Payload = payloadOf(item, names);

  @Resolver()
  class ScheduleMutation {
    constructor(private readonly publishing: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: names.mutation,
      description: `Schedules the ${noun} to be published at a given time. CONFLICT if it is published already.`,
    })
    async schedule(
      @Arg('input', () => Input, { description: inputDescription }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const transition = schedule(input.publishAt);
      const call = { mutation: names.mutation, input };
      return answer(item, context, await runTransition(this.publishing, item, context, call, transition));
    }
  }
  return ScheduleMutation;
}

function deleteTransition<C extends Content>(item: TransitionedType<C>): PublishingResolverClass {
  const names = namesOf(item, 'delete');
  const [noun] = item.type.nouns;
  const inputDescription = `The ${noun} to delete, and the version it was read at.`;

  @InputType(names.input, { description: inputDescription })
  class Input extends ChangeInput {}

  @ObjectType(names.payload, { simpleResolvers: true, description: `Result of \`${names.mutation}\`.` })
  class Payload extends DeletePayload {}

  @Resolver()
  class DeleteMutation {
    constructor(private readonly publishing: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: names.mutation,
      description:
        `Moves the ${noun} to the trash, where nobody sees it. It can be restored for at least TRASH_DAYS days, 30 by default. ` +
        'Until then, what belongs to it, and references of other items to it, are hidden.',
    })
    async delete(
      @Arg('input', () => Input, { description: inputDescription }) input: ChangeInput,
      @Ctx() context: RequestContext,
    ): Promise<Payload> {
      const call = { mutation: names.mutation, input };
      const id = await runTransition(this.publishing, item, context, call, transitions.delete);
      return { deletedId: encodeGlobalId(item.type.name, id) };
    }
  }
  return DeleteMutation;
}

interface MutationNames {
  readonly mutation: string;
  readonly input: string;
  readonly payload: string;
}

/**
 * The names of a mutation of one item, of its input and of its payload. They are composed from a verb, the name of the
 * type and a suffix. These are all of them, by type:
 *
 * - `publishActivity(input: PublishActivityInput!): PublishActivityPayload!`
 * - `unpublishActivity(input: UnpublishActivityInput!): UnpublishActivityPayload!`
 * - `scheduleActivity(input: ScheduleActivityInput!): ScheduleActivityPayload!`
 * - `archiveActivity(input: ArchiveActivityInput!): ArchiveActivityPayload!`
 * - `deleteActivity(input: DeleteActivityInput!): DeleteActivityPayload!`
 * - `restoreActivity(input: RestoreActivityInput!): RestoreActivityPayload!`
 * - `revertActivity(input: RevertActivityInput!): RevertActivityPayload!`
 * - `createActivityPreview(input: CreateActivityPreviewInput!): CreateActivityPreviewPayload!`
 * - `revokeActivityPreviews(input: RevokeActivityPreviewsInput!): RevokeActivityPreviewsPayload!`
 * - `publishNewsItem(input: PublishNewsItemInput!): PublishNewsItemPayload!`
 * - `unpublishNewsItem(input: UnpublishNewsItemInput!): UnpublishNewsItemPayload!`
 * - `scheduleNewsItem(input: ScheduleNewsItemInput!): ScheduleNewsItemPayload!`
 * - `archiveNewsItem(input: ArchiveNewsItemInput!): ArchiveNewsItemPayload!`
 * - `deleteNewsItem(input: DeleteNewsItemInput!): DeleteNewsItemPayload!`
 * - `restoreNewsItem(input: RestoreNewsItemInput!): RestoreNewsItemPayload!`
 * - `revertNewsItem(input: RevertNewsItemInput!): RevertNewsItemPayload!`
 * - `createNewsItemPreview(input: CreateNewsItemPreviewInput!): CreateNewsItemPreviewPayload!`
 * - `revokeNewsItemPreviews(input: RevokeNewsItemPreviewsInput!): RevokeNewsItemPreviewsPayload!`
 * - `publishNetwork(input: PublishNetworkInput!): PublishNetworkPayload!`
 * - `unpublishNetwork(input: UnpublishNetworkInput!): UnpublishNetworkPayload!`
 * - `scheduleNetwork(input: ScheduleNetworkInput!): ScheduleNetworkPayload!`
 * - `archiveNetwork(input: ArchiveNetworkInput!): ArchiveNetworkPayload!`
 * - `deleteNetwork(input: DeleteNetworkInput!): DeleteNetworkPayload!`
 * - `restoreNetwork(input: RestoreNetworkInput!): RestoreNetworkPayload!`
 * - `revertNetwork(input: RevertNetworkInput!): RevertNetworkPayload!`
 * - `createNetworkPreview(input: CreateNetworkPreviewInput!): CreateNetworkPreviewPayload!`
 * - `revokeNetworkPreviews(input: RevokeNetworkPreviewsInput!): RevokeNetworkPreviewsPayload!`
 * - `publishRestrictedDocument(input: PublishRestrictedDocumentInput!): PublishRestrictedDocumentPayload!`
 * - `unpublishRestrictedDocument(input: UnpublishRestrictedDocumentInput!): UnpublishRestrictedDocumentPayload!`
 * - `scheduleRestrictedDocument(input: ScheduleRestrictedDocumentInput!): ScheduleRestrictedDocumentPayload!`
 * - `archiveRestrictedDocument(input: ArchiveRestrictedDocumentInput!): ArchiveRestrictedDocumentPayload!`
 * - `deleteRestrictedDocument(input: DeleteRestrictedDocumentInput!): DeleteRestrictedDocumentPayload!`
 * - `restoreRestrictedDocument(input: RestoreRestrictedDocumentInput!): RestoreRestrictedDocumentPayload!`
 * - `revertRestrictedDocument(input: RevertRestrictedDocumentInput!): RevertRestrictedDocumentPayload!`
 */
export function namesOf<C extends Content>({ type }: TransitionedType<C>, verb: string, suffix = ''): MutationNames {
  const mutation = `${verb}${type.name}${suffix}`;
  const capitalised = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}`;
  return { mutation, input: `${capitalised}Input`, payload: `${capitalised}Payload` };
}

/** A payload with the changed item. `interfaces`: those that it implements. */
export function payloadOf<C extends Content>(
  { type, field }: TransitionedType<C>,
  { mutation, payload }: MutationNames,
  interfaces: ReturnType<typeof payloadInterfacesOf> = [],
): ClassType {
  @ObjectType(payload, { implements: interfaces, simpleResolvers: true, description: `Result of \`${mutation}\`.` })
  class Payload {}
  Field(() => type.content.entity, { description: `The ${type.nouns[0]} after \`${mutation}\`.` })(
    Payload.prototype,
    field,
  );
  return Payload;
}

/** Changes the item that the input of a call names; returns its id. */
export function runTransition<C extends Content>(
  publishing: Publishing,
  { type }: TransitionedType<C>,
  context: RequestContext,
  call: ChangeCall,
  transition: { readonly next: Change<C>; readonly action: RevisionAction },
): Promise<number> {
  const { id, version } = call.input;
  return publishing.change(context, type, call, { id: getKey(id, type.name, 'input.id'), version }, transition);
}

export async function answer<C extends Content>(
  { field, byId }: TransitionedType<C>,
  { loaders }: RequestContext,
  id: number,
): Promise<object> {
  return { [field]: await getChangedItem(loaders, byId, id) };
}
