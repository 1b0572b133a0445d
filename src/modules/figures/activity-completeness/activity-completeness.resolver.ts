import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loader';
import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import { Cost } from '../../../core/cost/field-cost';
import { dayOf } from '../../../core/time';
import { Cached } from '../../../core/types/cached';
import { sql } from '../../../database/sql/sql';
import { Activity } from '../../catalogue/activity/activity.entity';
import { completenessElements, scoreOf, selectElements } from '../completeness/completeness-elements';

@Cached('day')
@ObjectType({ simpleResolvers: true, description: 'Element that a complete activity would have.' })
export class MissingElement {
  @Field({ description: 'Name of the element, such as "budget".' })
  element!: string;

  @Field({ description: 'Requirement that the activity does not meet, in English.' })
  why!: string;
}

@Cached('day')
@ObjectType({
  simpleResolvers: true,
  description: "Completeness of an activity: Entente's own score, based on the elements of the Aid Transparency Index.",
})
export class Completeness {
  @Field(() => Int, {
    description: 'Percentage of the elements that count for the activity and that it has: 0 to 100.',
  })
  score!: number;

  @Cost({ size: { assumed: completenessElements.length } })
  @Field(() => [MissingElement], {
    description: 'Elements that count and are missing, in the order of the documentation.',
  })
  missing!: MissingElement[];
}

/** The completeness of activities that the viewer sees, on the day of the request. */
const completenessByActivityId: LoaderDefinition<number, Completeness> = {
  batch: async (ids, { read, now }) => {
    const rows = await read.query(
      sql`SELECT a.id, ${selectElements(dayOf(now))} FROM activity a WHERE ${read.isIn(sql`a.id`, ids)}`,
    );
    const found = new Map(rows.map((row) => [row['id'] as number, completenessOf(row)]));
    // An activity may have been deleted since it was read.
    return ids.map((id) => found.get(id) ?? { score: 0, missing: [] });
  },
};

function completenessOf(row: Readonly<Record<string, unknown>>): Completeness {
  const counted = completenessElements.filter((_element, index) => row[`e${index}`] !== null);
  const missing = completenessElements.filter((_element, index) => row[`e${index}`] === 0);
  return {
    score: scoreOf(counted.length - missing.length, counted.length),
    missing: missing.map(({ name, requirement }) => ({ element: name, why: requirement })),
  };
}

/** Cost of the tests of one more activity: about a lookup in an index for each. */
const TESTS_COST = completenessElements.length / 2;

@Resolver(() => Activity)
export class ActivityCompletenessResolver {
  @LoadedById(completenessByActivityId)
  @Cached('day')
  @Cost({ weight: TESTS_COST, isOwn: true })
  @FieldResolver(() => Completeness, {
    description: 'Completeness of what everyone sees of the activity, on the present day in UTC.',
  })
  completeness(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Completeness> {
    return loaders.load(completenessByActivityId, id);
  }
}
