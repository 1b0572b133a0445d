import { Arg, Ctx, Field, FieldResolver, InputType, Int, Mutation, Resolver, Root } from 'type-graphql';
import { getKey } from '../../core/types/global-id';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import type { Content } from './publishable';
import type { Publishing } from './publishing.service';
import { changesOf, FieldChange } from './history.changes';
import { revertTo } from './history.revert';
import { answer, namesOf, payloadOf, type TransitionedType, type ResolverClass } from './transition.resolvers';
import { ChangeInput } from '../../core/mutations/mutation-inputs';
import { Revision, RevisionAction } from './revision.entity';

@Resolver(() => Revision)
export class RevisionResolver {
  @FieldResolver(() => [FieldChange], {
    description:
      'What changed, field by field: of a new thing all that was said of it, and nothing where the history begins. What came about by a change of something else, such as another slug of a network, is in none. Lists of things that you do not see are without those.',
  })
  changes(@Root() revision: Revision, @Ctx() context: RequestContext): Promise<FieldChange[]> {
    return changesOf(context, revision);
  }
}

export function revertMutation<C extends Content>(kind: TransitionedType<C>): ResolverClass {
  const names = namesOf(kind, 'revert');

  @InputType(names.input, { description: 'Which it is, and to which version it goes back.' })
  class Input extends ChangeInput {
    @Field(() => Int, { description: 'The version of its history that it is to say again what it said at.' })
    to!: number;
  }

  const Payload = payloadOf(kind, names.payload);

  @Resolver()
  class RevertMutation {
    constructor(private readonly authoring: Publishing) {}

    @Auth(Role.EDITOR)
    @Mutation(() => Payload, {
      name: names.mutation,
      description: `Makes ${kind.noun} say again what it said at an earlier version, as a new change. Where it stands stays, and what it refers to has the slugs and codes of now.`,
    })
    async revert(
      @Arg('input', () => Input, { description: 'Which, whereto, and the version that this is based on.' })
      input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const id = getKey(input.id, kind.type.name, 'input.id');
      const call = { mutation: names.mutation, input };
      const next = revertTo(kind.type, id, input.to);
      const target = { id, version: input.version };
      await this.authoring.change(context, kind.type, call, target, RevisionAction.REVERTED, next);
      return answer(kind, context, id);
    }
  }
  return RevertMutation;
}
