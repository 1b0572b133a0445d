import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { applyInput } from '../../../core/fields/content';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { getKey } from '../../../core/types/global-id';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { InvalidInputError } from '../../../errors';
import { itemNotFound } from '../../publishing/publication.policy';
import { changePublishable } from '../../publishing/publishable-changes';
import type { Publishing } from '../../publishing/publishing.service';
import type { Activity } from '../activity/activity.entity';
import { publishableActivity } from '../activity/activity.fields';
import { activityById } from '../activity/activity.loaders';
import { replaceList } from '../activity/activity-list-editing';
import { Objective } from './objective.entity';
import type { MoveObjectiveInput, SetObjectivesInput } from './objective.input';

/**
 * Changes objectives. They are part of the content of their activity, so each change is a new version of the activity.
 * Every method returns the activity, and throws the errors of `Publishing.change`.
 */
export class ObjectiveEditing {
  constructor(private readonly publishing: Publishing) {}

  set(context: RequestContext, input: SetObjectivesInput): Promise<Activity> {
    return replaceList(this.publishing, context, 'setObjectives', input);
  }

  /** @throws InvalidInputError (`input.position`) when the activity has no such position */
  async move(context: RequestContext, input: MoveObjectiveInput): Promise<Activity> {
    const id = getKey(input.id, Objective.name, 'input.id');
    const call = { mutation: 'moveObjective', input };
    const changedId = await this.publishing.mutations.run(context, call, async (unit) => {
      const activityId = await activityIdOf(unit.manager, id);
      const target = { id: activityId, version: input.version };
      await changePublishable(unit, publishableActivity, target, async ({ content, status }) => {
        const objectives = await move(unit.manager, activityId, id, input.position);
        return { content: applyInput(publishableActivity.content, content, { objectives }), status };
      });
      return { id: activityId };
    });
    return getChangedItem(context.loaders, activityById, changedId);
  }
}

async function activityIdOf(manager: EntityManager, id: number): Promise<number> {
  const objective = await manager.findOneBy(Objective, { id });
  if (objective === null) throw itemNotFound();
  return objective.activityId;
}

/**
 * Moves an objective of an activity to a position; returns the texts in their new order. It moves the rows itself: content
 * consists of texts only, and cannot distinguish two objectives with the same text.
 */
async function move(manager: EntityManager, activityId: number, id: number, position: number): Promise<string[]> {
  const objectives = await manager.find(Objective, { where: { activityId }, order: { position: 'ASC' } });
  const objective = objectives.find((one) => one.id === id);
  // A concurrent change may have deleted it before this one locked the activity.
  if (objective === undefined) throw itemNotFound();
  if (position < 1 || position > objectives.length) {
    throw InvalidInputError.of('input.position', 'INVALID', `must be from 1 to ${objectives.length}`);
  }
  const others = objectives.filter((one) => one !== objective);
  const moved = others.toSpliced(position - 1, 0, objective);
  // Positions are unique: rows first move out of the way, then to their position.
  await executeSql(manager, sql`UPDATE objective SET position = -position WHERE activity_id = ${activityId}`);
  for (const [index, one] of moved.entries()) await manager.update(Objective, { id: one.id }, { position: index + 1 });
  return moved.map(({ text }) => text);
}
