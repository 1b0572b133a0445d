import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Extensions, Field, FieldResolver, Info, ObjectType, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, type FieldCall } from '../../../core/cost/field-cost';
import type { RowsOfParent } from '../../../database/list-lengths';
import { Activity } from '../../catalogue/activity/activity.entity';
import type { IatiProblem } from './iati-problem';
import type { IatiProblems } from './iati-problems';

@ObjectType('IatiProblem', {
  simpleResolvers: true,
  description: 'Reason why an activity is left out of the file that is published as IATI.',
})
class IatiProblemType implements IatiProblem {
  @Field(() => String, {
    description: 'Element of the IATI standard that is wrong, such as `activity-status` or `transaction/provider-org`.',
  })
  element!: string;

  @Field(() => Boolean, { description: 'True if the standard requires the element, and the activity has none.' })
  isMissing!: boolean;

  @Field(() => String, { description: 'Change that is necessary, in English.' })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Identifier of the violated rule in the ruleset of IATI 2.03. Null if the schema demands it.',
  })
  rule!: string | null;
}

/** The most problems that one activity has: the rules and required elements together are fewer. */
const MAX_PROBLEMS = 50;

/** What the queries for an activity in 20 languages and its check cost, without the rows of the lists below. */
const COST_OF_ACTIVITY = 20_000;

const results = { table: 'activity_result', parent: 'activity_id' };
const indicators = { table: 'indicator', parent: 'result_id' };

/** What the rows of an activity cost when they are read, written and checked. Organisations are read in all languages. */
const COSTS_OF_ROWS: readonly (readonly [RowsOfParent, number])[] = [
  [{ table: 'activity_organisation', parent: 'activity_id' }, 200],
  [{ table: 'activity_attachment', parent: 'activity_id' }, 100],
  [{ table: 'activity_budget', parent: 'activity_id' }, 100],
  [{ table: 'money_transaction', parent: 'activity_id' }, 200],
  [results, 100],
  [{ ...indicators, through: [results] }, 100],
  [{ table: 'indicator_period', parent: 'indicator_id', through: [indicators, results] }, 100],
  [{ table: 'measurement', parent: 'indicator_id', through: [indicators, results] }, 100],
];

function costOfProblems({ sizes }: FieldCall): number {
  return COSTS_OF_ROWS.reduce((sum, [rows, cost]) => sum + sizes.longestOf(rows) * cost, COST_OF_ACTIVITY);
}

@Resolver(() => Activity)
export class ActivityIatiProblemsResolver {
  /** @param problems null: nothing is published as IATI */
  constructor(private readonly problems: IatiProblems | null) {}

  @Auth(Role.EDITOR)
  @Extensions({ reads: ['slug', 'iatiIdentifier'] })
  @Cost({ size: { assumed: MAX_PROBLEMS }, scans: costOfProblems })
  @FieldResolver(() => [IatiProblemType], {
    nullable: true,
    description:
      'Reasons why the activity is left out of the file that is published as IATI; a draft is judged as if it were ' +
      'published. Empty if the file contains it. Null if the activity has no `iatiIdentifier`, or the server publishes no ' +
      'such file.',
  })
  async iatiProblems(
    @Root() { id, slug, iatiIdentifier }: Activity,
    @Ctx() context: RequestContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<IatiProblem[] | null> {
    return iatiIdentifier === null ? null : (this.problems?.ofActivity(context, schema, { id, slug }) ?? null);
  }
}
