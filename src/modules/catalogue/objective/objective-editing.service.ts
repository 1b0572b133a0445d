import sql from 'sql-template-tag';
import type { EntityManager } from 'typeorm';
import { executeSql } from '../../../database/write-sql';
import { InvalidInputError, problemOf } from '../../../errors';
import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import { publishableActivity } from '../activity/activity.fields';
import { Activity } from '../activity/activity.entity';
import { itemNotFound } from '../../publishing/publication.policy';
import { changePublishable, type Publishing } from '../../publishing/publishing.service';
import { RevisionAction } from '../../publishing/revision.entity';
import type { MoveObjectiveInput, SetObjectivesInput } from './objective.input';
import { Objective } from './objective.entity';

/** Writing objectives, which are what an activity says. Each method gives the activity's key; see Authoring for what they throw. */
export class ObjectiveEditing {
  constructor(private readonly publishing: Publishing) {}

  set(context: RequestContext, input: SetObjectivesInput): Promise<number> {
    const target = { id: getKey(input.activityId, Activity.name, 'input.activityId'), version: input.version };
    const call = { mutation: 'setObjectives', input };
    return this.publishing.change(
      context,
      publishableActivity,
      call,
      target,
      RevisionAction.UPDATED,
      ({ content, status }) => ({ content: { ...content, objectives: input.objectives }, status }),
    );
  }

  /** @throws InvalidInputError (`input.position`) when the activity has no such place */
  move(context: RequestContext, input: MoveObjectiveInput): Promise<number> {
    const id = getKey(input.id, Objective.name, 'input.id');
    return this.publishing.mutations.run(context, { mutation: 'moveObjective', input }, async (unit) => {
      const activityId = await activityIdOf(unit.manager, id);
      const target = { id: activityId, version: input.version };
      await changePublishable(
        unit,
        publishableActivity,
        target,
        RevisionAction.UPDATED,
        async ({ content, status }) => ({
          content: { ...content, objectives: await move(unit.manager, activityId, id, input.position) },
          status,
        }),
      );
      return { id: activityId };
    });
  }
}

async function activityIdOf(manager: EntityManager, id: number): Promise<number> {
  const objective = await manager.findOneBy(Objective, { id });
  if (objective === null) throw itemNotFound();
  return objective.activityId;
}

/**
 * Puts an objective of an activity elsewhere; gives what they say from then on. The rows are moved here: content, which has
 * texts alone, cannot tell which of two that say the same it is.
 */
async function move(manager: EntityManager, activityId: number, id: number, position: number): Promise<string[]> {
  const objectives = await manager.find(Objective, { where: { activityId }, order: { position: 'ASC' } });
  const objective = objectives.find((one) => one.id === id);
  // Another may have taken it away since it was looked for.
  if (objective === undefined) throw itemNotFound();
  if (position < 1 || position > objectives.length) {
    throw new InvalidInputError([problemOf('input.position', 'INVALID', `must be from 1 to ${objectives.length}`)]);
  }
  const others = objectives.filter((one) => one !== objective);
  const moved = others.toSpliced(position - 1, 0, objective);
  // Places are unique: first out of the way, then to where they belong.
  await executeSql(manager, sql`UPDATE objective SET position = -position WHERE activity_id = ${activityId}`);
  for (const [index, one] of moved.entries()) await manager.update(Objective, { id: one.id }, { position: index + 1 });
  return moved.map(({ text }) => text);
}
