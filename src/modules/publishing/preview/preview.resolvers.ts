import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { createToken } from '../../../core/access/token';
import { Cost, listOfParent } from '../../../core/cost/field-cost';
import type { Content } from '../../../core/fields/content';
import { later } from '../../../core/time';
import { getKey } from '../../../core/types/global-id';
import type { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { ForbiddenError } from '../../../errors';
import { isEditableById } from '../history/history.policy';
import type { PublishableDefinition } from '../publishable';
import { lockForUpdate } from '../publishable-changes';
import type { Publishing } from '../publishing.service';
import {
  answer,
  namesOf,
  payloadOf,
  type PublishingResolverClass,
  type TransitionedType,
} from '../transition/transition.resolvers';
import { Preview } from './preview.entity';
import { previewsByItemId } from './preview.loaders';
import { createPreview, deletePreviewsOf, PREVIEW_LIFETIME_MS } from './previews';

/**
 * Creates the mutations of a publishable type that create a preview and revoke all of them, each with its input and its
 * payload, and the field that lists them. The policy of the type must make the previewed item visible (see orPreviewed).
 * `namesOf` lists the names.
 */
export function previewsOf<C extends Content>(item: TransitionedType<C>): PublishingResolverClass[] {
  return [createMutation(item), revokeMutation(item), previewsField(item.type)];
}

function createMutation<C extends Content>(item: TransitionedType<C>): PublishingResolverClass {
  const names = namesOf(item, 'create', 'Preview');
  const { type } = item;
  const [noun] = type.nouns;

  @InputType(names.input, { description: `The ${noun} to preview.` })
  class Input {
    @Field(() => ID, { description: `Global id of the ${noun} to preview.` })
    id!: string;
  }

  @ObjectType(names.payload, { simpleResolvers: true, description: `Result of \`${names.mutation}\`.` })
  class Payload {
    @Field(() => String, {
      description: `Token that shows the ${noun} in \`preview(token:)\`. It is returned once and cannot be read again.`,
    })
    token!: string;

    @Field(() => DateTimeScalar, { description: `Time at which the preview of the ${noun} expires: after seven days.` })
    expiresAt!: string;
  }

  @Resolver()
  class PreviewMutation {
    constructor(private readonly publishing: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: names.mutation,
      description:
        `Creates a preview token. For seven days, anyone who has it sees the ${noun} in its current state, published or ` +
        `not. The preview ends earlier when you may no longer edit the ${noun}: if your account is deleted or loses the ` +
        'role, or if your API key ends. An item can have at most 500 previews; one more is a CONFLICT.',
    })
    async createPreview(
      @Arg('input', () => Input, { description: `The ${noun} to preview.` }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<Payload> {
      const id = getKey(input.id, type.name, 'input.id');
      const token = createToken('preview');
      const expiresAt = later(context.now, PREVIEW_LIFETIME_MS);
      await this.publishing.mutations.run(context, { mutation: names.mutation, input: {} }, async (unit) => {
        await lockForUpdate(unit, type, id);
        return createPreview(unit, token, { type: type.name, itemId: id }, expiresAt);
      });
      return { token, expiresAt };
    }
  }
  return PreviewMutation;
}

function revokeMutation<C extends Content>(item: TransitionedType<C>): PublishingResolverClass {
  const names = namesOf(item, 'revoke', 'Previews');
  const { type } = item;
  const [noun] = type.nouns;

  @InputType(names.input, { description: `The ${noun} whose previews are to be revoked.` })
  class Input {
    @Field(() => ID, { description: `Global id of the ${noun} whose previews are to be revoked.` })
    id!: string;
  }

  const Payload = payloadOf(item, names);

  @Resolver()
  class RevokeMutation {
    constructor(private readonly publishing: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: names.mutation,
      description: `Revokes all preview tokens of the ${noun}, including those that others have created.`,
    })
    async revokePreviews(
      @Arg('input', () => Input, { description: `The ${noun} whose previews are to be revoked.` }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const id = getKey(input.id, type.name, 'input.id');
      await this.publishing.mutations.run(context, { mutation: names.mutation, input: {} }, async (unit) => {
        await lockForUpdate(unit, type, id);
        await deletePreviewsOf(unit.manager, { type: type.name, itemId: id });
        return { id };
      });
      return answer(item, context, id);
    }
  }
  return RevokeMutation;
}

function previewsField<C extends Content>(type: PublishableDefinition<C>): PublishingResolverClass {
  const [noun] = type.nouns;
  const previews = previewsByItemId(type);
  const isEditable = isEditableById(type);

  @Resolver(() => type.content.entity)
  class PreviewsResolver {
    @Auth(Role.EDITOR)
    @Cost({ statements: 2, size: listOfParent(500, { table: 'preview', parent: 'item_id', item: 'id' }) })
    @FieldResolver(() => [Preview], {
      nullable: true,
      description:
        `Previews of the ${noun} that have not expired, the newest first, at most 500. Requires the permission to edit the ` +
        `${noun}.`,
    })
    async previews(@Root() { id }: Node, @Ctx() { loaders }: RequestContext): Promise<Preview[]> {
      if (!(await loaders.load(isEditable, id))) {
        throw new ForbiddenError('You may not edit this item, so you may not list its previews');
      }
      return loaders.load(previews, id);
    }
  }
  return PreviewsResolver;
}
