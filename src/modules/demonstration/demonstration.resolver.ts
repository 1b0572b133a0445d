import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { Cost } from '../../core/cost/field-cost';
import { MutationInput } from '../../core/mutations/mutation-inputs';
import { encodeGlobalId } from '../../core/types/global-id';
import type { DemonstrationDeletion } from './demonstration-deletion';
import { findDemonstration, KeptReason } from './demonstration-items';

registerEnumType(KeptReason, {
  name: 'DemonstrationKeptReason',
  description: 'Reason why an item of the demonstration is kept.',
  valuesConfig: {
    CHANGED: { description: 'The item has been changed since it was loaded.' },
    IN_USE: {
      description:
        'Content, an account or an API key that is kept needs the item; or it is your own account, or that of the last ' +
        'administrator.',
    },
  },
});

/** The most items that the demonstration has. */
const MAX_ITEMS = 200;

/** Cost of listing one item, on average: reading it, and its record once for each kind of reference, which costs about half as much. */
const COST_OF_ITEM = 20;

/** The most statements that delete an item, on average. Most are those of the deletion of an activity; see `MUTATION_STATEMENTS`. */
const STATEMENTS_OF_ITEM = 40;

@ObjectType({ simpleResolvers: true, description: 'Item or account that was loaded with the demonstration.' })
export class DemonstrationItem {
  @Field(() => ID, { description: 'Global id of the item. `node` finds it.' })
  id!: string;

  @Field({ description: 'Name of the GraphQL type of the item, for example `Programme`.' })
  type!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Title or name of the item in its original language; for an account its email address, for an image its alternative ' +
      'text. Null for an image without one.',
  })
  title!: string | null;

  @Field(() => KeptReason, {
    nullable: true,
    description: 'Reason why `deleteDemonstrationData` keeps the item. Null if it deletes the item.',
  })
  keptBecause!: KeptReason | null;
}

@InputType({ description: 'Idempotency key of the deletion of the demonstration.' })
export class DeleteDemonstrationDataInput extends MutationInput {}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting the demonstration.' })
export class DeleteDemonstrationDataPayload {
  @Cost({ size: { assumed: MAX_ITEMS } })
  @Field(() => [DemonstrationItem], {
    description: 'Items of the demonstration that were kept, in the order of `demonstrationItems`.',
  })
  kept!: readonly DemonstrationItem[];
}

@Resolver()
export class DemonstrationResolver {
  constructor(private readonly deletion: DemonstrationDeletion) {}

  @Auth(Role.ADMIN)
  @Cost({ statements: 2, rows: COST_OF_ITEM, size: { assumed: MAX_ITEMS } })
  @Query(() => [DemonstrationItem], {
    nullable: true,
    description:
      'Items and accounts of the demonstration that still exist: each type before those that it refers to, and within a type ' +
      'the first loaded first.',
  })
  demonstrationItems(@Ctx() context: RequestContext): Promise<readonly DemonstrationItem[]> {
    return listItems(context);
  }

  @Auth(Role.ADMIN)
  @Cost({ writes: () => MAX_ITEMS * STATEMENTS_OF_ITEM })
  @Mutation(() => DeleteDemonstrationDataPayload, {
    description:
      'Permanently deletes the demonstration with its accounts, except items that somebody has changed or that something ' +
      'else needs. Repeat the call to delete those that are no longer needed.',
  })
  async deleteDemonstrationData(
    @Arg('input', () => DeleteDemonstrationDataInput, { description: 'Idempotency key of the call.' })
    input: DeleteDemonstrationDataInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteDemonstrationDataPayload> {
    await this.deletion.delete(context, input);
    return { kept: await listItems(context) };
  }
}

async function listItems({ read, viewer }: RequestContext): Promise<readonly DemonstrationItem[]> {
  const items = await findDemonstration((statement) => read.query(statement), viewer);
  return items.map(({ type, id, title, keptBecause }) => ({ id: encodeGlobalId(type, id), type, title, keptBecause }));
}
