import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import type { UnitOfWork } from '../../publishing/publishable';
import type { Publishing } from '../../publishing/publishing.service';
import { keepOrderOfSets, applyPatch } from '../../../core/fields/content';
import { RevisionAction } from '../../publishing/revision.entity';
import { makeSlug } from '../../../core/mutations/slug';
import { publishableActivity } from './activity.authored';
import { emptyActivity, type ActivityContent } from './activity.content';
import type { CreateActivityInput, UpdateActivityInput } from './activity-editing.input';
import { Activity } from './activity.entity';

/** Writing activities. Each method gives the key of what it changed; see Authoring for what they throw. */
export class ActivityEditing {
  constructor(private readonly authoring: Publishing) {}

  create(context: RequestContext, input: CreateActivityInput): Promise<number> {
    return this.authoring.create(context, publishableActivity, { mutation: 'createActivity', input }, (unit) =>
      withSlug(unit, applyPatch(emptyActivity, input, emptyActivity), null),
    );
  }

  update(context: RequestContext, input: UpdateActivityInput): Promise<number> {
    const target = { id: getKey(input.id, Activity.name, 'input.id'), version: input.version };
    const call = { mutation: 'updateActivity', input };
    return this.authoring.change(
      context,
      publishableActivity,
      call,
      target,
      RevisionAction.UPDATED,
      async ({ content, status }, unit) => {
        const patched = keepOrderOfSets(content, applyPatch(content, input, emptyActivity), [
          'networks',
          'participatingCountries',
        ]);
        return { content: await withSlug(unit, patched, target.id), status };
      },
    );
  }
}

/** With a slug made of the title, when it has none. `id`: of the activity that is to have it; null: of a new one. */
export async function withSlug(
  { manager }: UnitOfWork,
  content: ActivityContent,
  id: number | null,
): Promise<ActivityContent> {
  if (content.slug !== '') return content;
  return { ...content, slug: await makeSlug(manager, 'activity', content.title, 'activity', id) };
}
