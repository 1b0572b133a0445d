import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver, type ClassType } from 'type-graphql';
import { encodeGlobalId, getKey } from '../../core/types/global-id';
import { DateTimeScalar } from '../../core/types/scalars';
import { Auth } from '../../core/access/auth';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import type { PublishableDefinition, Content } from './publishable';
import type { Publishing } from './publishing.service';
import { getChangedItem } from '../../core/mutations/changed';
import { ChangeInput } from '../../core/mutations/mutation-inputs';
import { transitions, schedule, type Transition } from './transitions';

/** A kind of thing that has these mutations. */
export interface TransitionedType<C extends Content> {
  readonly type: PublishableDefinition<C>;
  /** What payloads call it, and descriptions: `newsItem`, `the news item`. */
  readonly field: string;
  readonly noun: string;
  readonly byId: LoaderDefinition<number, object | null>;
}

export type ResolverClass = new (authoring: Publishing) => object;

/**
 * The mutations by which things of a kind come to stand elsewhere: publish, schedule, unpublish, archive, delete and
 * restore, each with its input and its payload, named after the kind: `publishActivity(input: PublishActivityInput!)`.
 */
export function transitionMutations<C extends Content>(kind: TransitionedType<C>): ResolverClass[] {
  const { noun } = kind;
  return [
    simpleTransition(kind, 'publish', transitions.publish, `Shows ${noun} to the public, at once.`),
    simpleTransition(kind, 'unpublish', transitions.unpublish, `Makes ${noun} a draft again, whatever it was.`),
    simpleTransition(
      kind,
      'archive',
      transitions.archive,
      `Withdraws ${noun} from the public; it can be published again.`,
    ),
    simpleTransition(kind, 'restore', transitions.restore, `Takes ${noun} out of the trash, as a draft.`),
    scheduleTransition(kind),
    deleteTransition(kind),
  ];
}

function simpleTransition<C extends Content>(
  kind: TransitionedType<C>,
  verb: string,
  move: Transition,
  description: string,
): ResolverClass {
  const names = namesOf(kind, verb);

  @InputType(names.input, { description: `Which it is.` })
  class Input extends ChangeInput {}

  const Payload = payloadOf(kind, names.payload);

  @Resolver()
  class MoveMutation {
    constructor(private readonly authoring: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, { name: names.mutation, description })
    async move(
      @Arg('input', () => Input, { description: 'Which, and the version that this is based on.' }) input: ChangeInput,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      return answer(kind, context, await run(this.authoring, kind, context, names.mutation, input, move));
    }
  }
  return MoveMutation;
}

function scheduleTransition<C extends Content>(kind: TransitionedType<C>): ResolverClass {
  const names = namesOf(kind, 'schedule');

  @InputType(names.input, { description: 'Which it is, and when.' })
  class Input extends ChangeInput {
    @Field(() => DateTimeScalar, { description: 'When it is to be published; later than now.' })
    publishAt!: string;
  }

  const Payload = payloadOf(kind, names.payload);

  @Resolver()
  class ScheduleMutation {
    constructor(private readonly authoring: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: names.mutation,
      description: `Has ${kind.noun} published at an instant, by whichever instance of the server runs then or next.`,
    })
    async schedule(
      @Arg('input', () => Input, { description: 'Which, when, and the version that this is based on.' }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const move = schedule(input.publishAt);
      return answer(kind, context, await run(this.authoring, kind, context, names.mutation, input, move));
    }
  }
  return ScheduleMutation;
}

function deleteTransition<C extends Content>(kind: TransitionedType<C>): ResolverClass {
  const names = namesOf(kind, 'delete');

  @InputType(names.input, { description: 'Which it is.' })
  class Input extends ChangeInput {}

  @ObjectType(names.payload, { simpleResolvers: true, description: 'What was deleted.' })
  class Payload {
    @Field(() => ID, { description: 'Its id, by which it can be restored while it is in the trash.' })
    deletedId!: string;
  }

  @Resolver()
  class DeleteMutation {
    constructor(private readonly authoring: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: names.mutation,
      description: `Puts ${kind.noun} into the trash, where nobody sees it and from where it can be restored.`,
    })
    async delete(
      @Arg('input', () => Input, { description: 'Which, and the version that this is based on.' }) input: ChangeInput,
      @Ctx() context: RequestContext,
    ): Promise<Payload> {
      const id = await run(this.authoring, kind, context, names.mutation, input, transitions.delete);
      return { deletedId: encodeGlobalId(kind.type.name, id) };
    }
  }
  return DeleteMutation;
}

export function namesOf<C extends Content>({ type }: TransitionedType<C>, verb: string) {
  const name = `${verb}${type.name}`;
  const capital = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  return { mutation: name, input: `${capital}Input`, payload: `${capital}Payload` };
}

export function payloadOf<C extends Content>({ type, field, noun }: TransitionedType<C>, name: string): ClassType {
  @ObjectType(name, { simpleResolvers: true, description: 'What was changed.' })
  class Payload {}
  Field(() => type.entity, { description: `What became of ${noun}.` })(Payload.prototype, field);
  return Payload;
}

function run<C extends Content>(
  authoring: Publishing,
  { type }: TransitionedType<C>,
  context: RequestContext,
  mutation: string,
  input: ChangeInput,
  { action, next }: Transition,
): Promise<number> {
  const target = { id: getKey(input.id, type.name, 'input.id'), version: input.version };
  return authoring.change(context, type, { mutation, input }, target, action, next);
}

export async function answer<C extends Content>(
  { field, byId }: TransitionedType<C>,
  { loaders }: RequestContext,
  id: number,
): Promise<object> {
  return { [field]: await getChangedItem(loaders, byId, id) };
}
