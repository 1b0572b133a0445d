import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { getKey } from '../../core/types/global-id';
import { DateTimeScalar } from '../../core/types/scalars';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { later } from '../../core/time';
import { createToken } from '../../core/access/token';
import type { Content } from './publishable';
import { lockForUpdate, type Publishing } from './publishing.service';
import { answer, payloadOf, type TransitionedType, type ResolverClass } from './transition.resolvers';
import { deletePreviewsOf, createPreview, PREVIEW_LIFETIME_MS } from './previews';

/**
 * The mutations that make a link to a thing of a kind, and end all links to it:
 * `createActivityPreview(input: CreateActivityPreviewInput!)` and `revokeActivityPreviews`. The kind's policy must let what
 * is previewed be seen (see orPreviewed).
 */
export function previewsOf<C extends Content>(kind: TransitionedType<C>): ResolverClass[] {
  return [createMutation(kind), revokeMutation(kind)];
}

function createMutation<C extends Content>({ type, noun }: TransitionedType<C>): ResolverClass {
  const mutation = `create${type.name}Preview`;

  @InputType(`Create${type.name}PreviewInput`, { description: 'Which it is.' })
  class Input {
    @Field(() => ID, { description: 'What the link is to show.' })
    id!: string;
  }

  @ObjectType(`Create${type.name}PreviewPayload`, { simpleResolvers: true, description: 'The link that was made.' })
  class Payload {
    @Field(() => String, { description: 'The token, for `preview(token:)`. Told this once, and kept nowhere.' })
    token!: string;

    @Field(() => DateTimeScalar, { description: 'Until when it shows anything: seven days from when it was made.' })
    expiresAt!: string;
  }

  @Resolver()
  class PreviewMutation {
    constructor(private readonly authoring: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: mutation,
      description: `Makes a token by which whoever has it sees ${noun} as it is, published or not, for seven days.`,
    })
    async createPreview(
      @Arg('input', () => Input, { description: 'Which.' }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<Payload> {
      const id = getKey(input.id, type.name, 'input.id');
      const token = createToken('preview');
      const expiresAt = later(context.now, PREVIEW_LIFETIME_MS);
      await this.authoring.mutations.run(context, { mutation, input: {} }, async (unit) => {
        await lockForUpdate(unit, type, id);
        return createPreview(unit.manager, token, { type: type.name, itemId: id }, expiresAt);
      });
      return { token, expiresAt };
    }
  }
  return PreviewMutation;
}

function revokeMutation<C extends Content>(kind: TransitionedType<C>): ResolverClass {
  const { type, noun } = kind;
  const mutation = `revoke${type.name}Previews`;

  @InputType(`Revoke${type.name}PreviewsInput`, { description: 'Which it is.' })
  class Input {
    @Field(() => ID, { description: 'What the links show.' })
    id!: string;
  }

  const Payload = payloadOf(kind, `Revoke${type.name}PreviewsPayload`);

  @Resolver()
  class RevokeMutation {
    constructor(private readonly authoring: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: mutation,
      description: `Ends every link that was made to ${noun}, whoever made it: its token shows nothing any more.`,
    })
    async revokePreviews(
      @Arg('input', () => Input, { description: 'Which.' }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const id = getKey(input.id, type.name, 'input.id');
      await this.authoring.mutations.run(context, { mutation, input: {} }, async (unit) => {
        await lockForUpdate(unit, type, id);
        await deletePreviewsOf(unit.manager, { type: type.name, itemId: id });
        return { id };
      });
      return answer(kind, context, id);
    }
  }
  return RevokeMutation;
}
