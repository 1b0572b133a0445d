import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loaded-by-id';
import type { RequestContext } from '../../../core/access/request-context';
import { Activity } from '../activity/activity.entity';
import { activityById } from '../activity/activity.loaders';
import { Objective } from './objective.entity';
import { objectivesByActivityId } from './objective.loaders';

@Resolver(() => Objective)
export class ObjectiveResolver {
  @FieldResolver(() => Activity, { description: 'The activity that it is an objective of.' })
  activity(@Root() { activityId }: Objective, @Ctx() { loaders }: RequestContext): Promise<Activity | null> {
    return loaders.load(activityById, activityId);
  }
}

@Resolver(() => Activity)
export class ActivityObjectivesResolver {
  @LoadedById(objectivesByActivityId)
  @FieldResolver(() => [Objective], { description: 'What it is for, in the order of the objectives.' })
  objectives(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Objective[]> {
    return loaders.load(objectivesByActivityId, id);
  }
}
