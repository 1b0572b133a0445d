import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { FirstArg, LoadedById, loadFirst } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, listOfParent, writesRows } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { Cached } from '../../../core/types/cached';
import { Activity } from '../activity/activity.entity';
import { activityById } from '../activity/activity.loaders';
import { Objective } from './objective.entity';
import { MoveObjectiveInput, MoveObjectivePayload, SetObjectivesInput, SetObjectivesPayload } from './objective.input';
import { objectivesByActivityId } from './objective.loaders';
import type { ObjectiveEditing } from './objective-editing.service';

@Resolver(() => Objective)
export class ObjectiveResolver {
  @Cached('revision')
  @FieldResolver(() => Activity, { description: 'Activity that the objective belongs to.' })
  activity(@Root() { activityId }: Objective, @Ctx() { loaders }: RequestContext): Promise<Activity | null> {
    return loaders.load(activityById, activityId);
  }
}

@Resolver(() => Activity)
export class ActivityObjectivesResolver {
  @LoadedById(objectivesByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'objective', parent: 'activity_id', item: 'id' }) })
  @FieldResolver(() => [Objective], {
    description: 'Objectives of the activity, ordered by position. Those whose text a translation lacks are left out.',
  })
  objectives(
    @Root() { id }: Activity,
    @FirstArg('objectives') first: number | null,
    @Ctx() context: RequestContext,
  ): Promise<Objective[]> {
    return loadFirst(context, objectivesByActivityId, id, first);
  }
}

@Resolver()
export class ObjectiveEditingResolver {
  constructor(private readonly editing: ObjectiveEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetObjectivesPayload, { description: 'Replaces all objectives of an activity.' })
  async setObjectives(
    @Arg('input', () => SetObjectivesInput, { description: 'Activity, its version and its objectives.' })
    input: SetObjectivesInput,
    @Ctx() context: RequestContext,
  ): Promise<SetObjectivesPayload> {
    return { activity: await this.editing.set(context, input) };
  }

  @Auth(Role.EDITOR)
  @Cost(writesRows([{ table: 'objective', parent: 'activity_id' }], 1))
  @Mutation(() => MoveObjectivePayload, { description: 'Moves an objective to another position within its activity.' })
  async moveObjective(
    @Arg('input', () => MoveObjectiveInput, { description: 'Objective, version of its activity and new position.' })
    input: MoveObjectiveInput,
    @Ctx() context: RequestContext,
  ): Promise<MoveObjectivePayload> {
    return { activity: await this.editing.move(context, input) };
  }
}
