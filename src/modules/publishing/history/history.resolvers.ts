import { Arg, Ctx, Field, FieldResolver, InputType, Int, Mutation, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, writesRows } from '../../../core/cost/field-cost';
import type { Content } from '../../../core/fields/content';
import { payloadInterfacesOf } from '../../../core/fields/markdown-field';
import { localizedTypeOf } from '../../../core/languages/translation.entity';
import { ChangeInput } from '../../../core/mutations/mutation-inputs';
import { getKey } from '../../../core/types/global-id';
import type { RowsOfParent } from '../../../database/reading/sizes';
import type { Publishing } from '../publishing.service';
import {
  answer,
  namesOf,
  payloadOf,
  type PublishingResolverClass,
  runTransition,
  type TransitionedType,
} from '../transition/transition.resolvers';
import { changesOf, FieldChange } from './history.changes';
import { revertTo } from './history.revert';
import { Revision, RevisionAction } from './revision.entity';

/** The most fields that a change affects: those of an activity, and those of its publication. */
const MAX_CHANGES = 50;

@Resolver(() => Revision)
export class RevisionResolver {
  @Cost({ statements: 6, size: { assumed: MAX_CHANGES } })
  @FieldResolver(() => [FieldChange], {
    description:
      'Fields that the change affected. For a new item, every field with a value; for a BASELINE, none. A ' +
      'change that follows from another item, such as a new slug of a network, is recorded with that item ' +
      'only. References to items that you may not see are left out.',
  })
  changes(@Root() revision: Revision, @Ctx() context: RequestContext): Promise<FieldChange[]> {
    return changesOf(context, revision);
  }
}

/** The most statements for one row that reverting restores: a translation is found, read, written, and read again. */
const STATEMENTS_OF_ROW = 4;

/**
 * Creates the mutation of a publishable type that sets its content back, with its input and its payload. `namesOf`
 * lists the names.
 *
 * @param lists the rows of an item that have statements of their own, besides its translations
 * @param besides the most statements for other rows
 */
export function revertMutation<C extends Content>(
  item: TransitionedType<C>,
  lists: readonly RowsOfParent[] = [],
  besides = 0,
): PublishingResolverClass {
  const { table, owner: parent } = localizedTypeOf(item.type.content.entity)!;
  const names = namesOf(item, 'revert');
  const { type } = item;
  const [noun] = type.nouns;
  const inputDescription = `The ${noun} to revert, the version it was read at, and the version to revert to.`;

  @InputType(names.input, { description: inputDescription })
  class Input extends ChangeInput {
    @Field(() => Int, { description: `Earlier version of the ${noun}, from its history, whose content is restored.` })
    to!: number;
  }

  const Payload = payloadOf(item, names, payloadInterfacesOf(type.content));

  @Resolver()
  class RevertMutation {
    constructor(private readonly publishing: Publishing) {}

    @Auth(Role.EDITOR)
    @Cost(writesRows([{ table, parent }, ...lists], STATEMENTS_OF_ROW, besides))
    @Mutation(() => Payload, {
      name: names.mutation,
      description:
        `Sets the content of the ${noun} back to that of an earlier version, as a new version. The publication state ` +
        'stays. References are written with the present slugs and codes.',
    })
    async revert(
      @Arg('input', () => Input, { description: inputDescription }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const id = getKey(input.id, type.name, 'input.id');
      const call = { mutation: names.mutation, input };
      const change = { next: revertTo(type, id, input.to), action: RevisionAction.REVERTED };
      return answer(item, context, await runTransition(this.publishing, item, context, call, change));
    }
  }
  return RevertMutation;
}
