import { Field, ID, InputType, Int } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { applyInput } from '../../../core/fields/content';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { getKey } from '../../../core/types/global-id';
import type { Publishing } from '../../publishing/publishing.service';
import { Activity } from './activity.entity';
import { publishableActivity } from './activity.fields';
import { activityById } from './activity.loaders';

/** The base class of inputs of mutations that replace one list of an activity. */
@InputType()
export abstract class ActivityListInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the activity whose list `{mutation}` replaces.' })
  activityId!: string;

  @Field(() => Int, {
    description: 'Version of the activity that `{mutation}` is based on. CONFLICT if it is not the current version.',
  })
  version!: number;
}

/**
 * Replaces the list that an input has, by the rules of `updateActivity`. It is part of the content of the activity, which gets a
 * new version. Returns the activity.
 *
 * @throws the errors of `Publishing.change`
 */
export async function replaceList(
  publishing: Publishing,
  context: RequestContext,
  mutation: string,
  input: ActivityListInput,
): Promise<Activity> {
  const target = { id: getKey(input.activityId, Activity.name, 'input.activityId'), version: input.version };
  const call = { mutation, input };
  const id = await publishing.change(context, publishableActivity, call, target, {
    next: ({ content, status }) => ({ content: applyInput(publishableActivity.content, content, input), status }),
  });
  return getChangedItem(context.loaders, activityById, id);
}
