import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, Extensions, Field, FieldResolver, Info, ObjectType, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, type FieldCall } from '../../../core/cost/field-cost';
import type { RowsOfParent } from '../../../database/reading/sizes';
import { Activity } from '../../catalogue/activity/activity.entity';
import type { IatiProblem } from './iati-problem';
import type { IatiProblems } from './iati-problems';

@ObjectType('IatiProblem', {
  simpleResolvers: true,
  description: 'Reason why an activity is left out of the file that is published as IATI, or a warning about it.',
})
class IatiProblemType implements IatiProblem {
  @Field(() => String, {
    description: 'Element of the IATI standard that is wrong, such as `activity-status` or `transaction/provider-org`.',
  })
  element!: string;

  @Field(() => Boolean, { description: 'True if the standard requires the element, and the activity has none.' })
  isMissing!: boolean;

  @Field(() => Boolean, { description: 'True if this is only a warning: the file contains the activity.' })
  isWarning!: boolean;

  @Field(() => String, { description: 'Change that is necessary, in English.' })
  message!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Identifier of the violated rule in the ruleset of IATI 2.03. Null if the requirement comes from the schema, from a codelist, or from the server itself.',
  })
  rule!: string | null;
}

/** The most problems that one activity has: the rules and required elements together are fewer. */
const MAX_PROBLEMS = 50;

/** Cost of writing and checking an element, and the parts that the file has once. */
const COST_OF_ACTIVITY = 4_000;

/** Cost of the query for an activity in each language, without the rows of the lists below. */
const COST_OF_LANGUAGE = 2_000;

const translations = { table: 'activity_translation', parent: 'activity_id' };
const results = { table: 'activity_result', parent: 'activity_id' };
const indicators = { table: 'indicator', parent: 'result_id' };

/** Cost of the rows of an activity that are read in each language. */
const COSTS_OF_TEXTS: readonly (readonly [RowsOfParent, number])[] = [
  [{ table: 'activity_organisation', parent: 'activity_id' }, 50],
  [results, 50],
  [{ ...indicators, through: [results] }, 50],
  [{ table: 'indicator_period', parent: 'indicator_id', through: [indicators, results] }, 50],
  [{ table: 'measurement', parent: 'indicator_id', through: [indicators, results] }, 50],
];

/** Cost of the rows of an activity that are read once, written and checked. */
const COSTS_OF_FIGURES: readonly (readonly [RowsOfParent, number])[] = [
  [{ table: 'activity_attachment', parent: 'activity_id' }, 100],
  [{ table: 'activity_budget', parent: 'activity_id' }, 100],
  [{ table: 'money_transaction', parent: 'activity_id' }, 200],
];

const PROBLEM_LISTS = [translations, ...[...COSTS_OF_TEXTS, ...COSTS_OF_FIGURES].map(([list]) => list)];

function costOfProblems({ sizes }: FieldCall): number {
  const costOf = (rows: typeof COSTS_OF_TEXTS, ofNone: number): number =>
    rows.reduce((sum, [list, cost]) => sum + sizes.longestOf(list) * cost, ofNone);
  const languages = 1 + sizes.longestOf(translations);
  return costOf(COSTS_OF_FIGURES, COST_OF_ACTIVITY) + languages * costOf(COSTS_OF_TEXTS, COST_OF_LANGUAGE);
}

@Resolver(() => Activity)
export class ActivityIatiProblemsResolver {
  /** @param problems null: nothing is published as IATI */
  constructor(private readonly problems: IatiProblems | null) {}

  @Auth(Role.EDITOR)
  @Extensions({ reads: ['iatiIdentifier'] })
  @Cost({ size: { assumed: MAX_PROBLEMS }, scans: costOfProblems, scannedLists: PROBLEM_LISTS })
  @FieldResolver(() => [IatiProblemType], {
    nullable: true,
    description:
      'Reasons why the activity is left out of the file that is published as IATI, and warnings; a draft is judged as if it ' +
      'were published. Empty if nothing is wrong. Null if the activity has no `iatiIdentifier`, or the server publishes no ' +
      'such file.',
  })
  async iatiProblems(
    @Root() { id, iatiIdentifier }: Activity,
    @Ctx() context: RequestContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): Promise<IatiProblem[] | null> {
    return iatiIdentifier === null ? null : (this.problems?.ofActivity(context, schema, id) ?? null);
  }
}
