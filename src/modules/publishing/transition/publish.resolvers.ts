import { Arg, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost } from '../../../core/cost/field-cost';
import type { Content } from '../../../core/fields/content';
import { ChangeInput } from '../../../core/mutations/mutation-inputs';
import { LocaleScalar } from '../../../core/types/locale';
import type { PublishableDefinition } from '../publishable';
import type { Change } from '../publishable-changes';
import type { Publishing } from '../publishing.service';
import { publishIn, withdrawFrom } from './language-transitions';
import {
  answer,
  namesOf,
  payloadOf,
  type PublishingResolverClass,
  runTransition,
  type TransitionedType,
} from './transition.resolvers';
import { type Transition, transitions } from './transitions';

/**
 * Creates the mutations that publish and unpublish items of a type or translations of them, each with its input and its
 * payload. `namesOf` lists the names.
 */
export function publishMutations<C extends Content>(item: TransitionedType<C>): PublishingResolverClass[] {
  const [noun] = item.type.nouns;
  return [
    languageTransition(item, 'publish', transitions.publish, publishIn, {
      mutation: `Publishes the ${noun} at once, or translations of it.`,
      locales:
        `Languages to publish the ${noun} in, at least one, each at most once. The original language stands for the ${noun} ` +
        'itself, any other one for the translation into it, which must exist. ' +
        `If absent, the ${noun} itself is published, and each translation keeps its state.`,
    }),
    languageTransition(item, 'unpublish', transitions.unpublish, withdrawFrom, {
      mutation: `Makes the ${noun} a draft again, from any state, or translations of it.`,
      locales:
        'Languages whose translations are withdrawn, at least one, each at most once; all others stay. They must exist, and ' +
        'the original language is not one of them. ' +
        `If absent, the ${noun} itself is made a draft in all languages, and each translation keeps its state.`,
    }),
  ];
}

/** The most statements for the translation into a language: it is found, read and written. */
const STATEMENTS_OF_TRANSLATION = 4;

/** The number of languages in an input, which is not validated. */
function countLocales(input: unknown): number {
  const locales = (input as { readonly locales?: unknown } | null | undefined)?.locales;
  return Array.isArray(locales) ? locales.length : Number(locales != null);
}

/** A transition of an item, or of its languages that the input names. */
function languageTransition<C extends Content>(
  item: TransitionedType<C>,
  verb: string,
  ofItem: Transition,
  ofLanguages: (type: PublishableDefinition<C>, locales: readonly string[]) => Change<C>,
  description: { readonly mutation: string; readonly locales: string },
): PublishingResolverClass {
  const names = namesOf(item, verb);
  const inputDescription = `The ${item.type.nouns[0]} to ${verb}, and the version it was read at.`;

  @InputType(names.input, { description: inputDescription })
  class Input extends ChangeInput {
    @Field(() => [LocaleScalar], { nullable: true, description: description.locales })
    locales?: string[] | null;
  }

  const Payload = payloadOf(item, names);

  @Resolver()
  class LanguageTransitionMutation {
    constructor(private readonly publishing: Publishing) {}

    @Auth(Role.EDITOR)
    @Cost({ writes: ({ args }) => STATEMENTS_OF_TRANSLATION * countLocales(args['input']) })
    @Mutation(() => Payload, { name: names.mutation, description: description.mutation })
    async change(
      @Arg('input', () => Input, { description: inputDescription }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const next = input.locales == null ? ofItem.next : ofLanguages(item.type, input.locales);
      const transition = { action: ofItem.action, next };
      const call = { mutation: names.mutation, input };
      return answer(item, context, await runTransition(this.publishing, item, context, call, transition));
    }
  }
  return LanguageTransitionMutation;
}
