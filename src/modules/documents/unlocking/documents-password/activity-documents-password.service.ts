import { IsNull } from 'typeorm';
import type { RequestContext } from '../../../../core/access/request-context';
import type { MutationRunner } from '../../../../core/mutations/mutation-runner';
import { takeAdvisoryLock } from '../../../../database/sql/advisory-lock';
import { BadUserInputError, NotFoundError } from '../../../../errors';
import type { Activity } from '../../../catalogue/activity/activity.entity';
import { publishableActivity } from '../../../catalogue/activity/activity.fields';
import { activityById } from '../../../catalogue/activity/activity.loaders';
import { getEditableActivity } from '../../../catalogue/activity/activity.service';
import type { Passwords } from '../../../identity/password/passwords';
import { lockForUpdate } from '../../../publishing/publishable-changes';
import type { SetActivityDocumentsPasswordInput } from '../unlock.input';
import { ActivityDocumentsPassword } from './activity-documents-password.entity';

/** Sets the passwords of pages. */
export class ActivityDocumentsPasswords {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Replaces or removes the password of a page. The previous password opens nothing any more, and its grants are
   * revoked.
   *
   * @throws NotFoundError if the activity does not exist or is not visible, ForbiddenError if it is not editable
   * @throws BadUserInputError if the password is absent, too short or easy to guess
   */
  async set(context: RequestContext, input: SetActivityDocumentsPasswordInput): Promise<Activity> {
    const {
      id: activityId,
      title,
      slug,
      code,
    } = await getEditableActivity(context, input.activityId, 'input.activityId');
    const passwordHash = await this.hash(input.password, [title, slug, ...(code === null ? [] : [code])]);
    const { now, viewer } = context;
    await this.mutations.commit({ viewer, now }, async ({ manager }) => {
      await takeAdvisoryLock(manager, 'activityPasswords');
      // Check access again: hashing takes time.
      await lockForUpdate({ manager, viewer }, publishableActivity, activityId);
      await manager.update(ActivityDocumentsPassword, { activityId, replacedAt: IsNull() }, { replacedAt: now });
      if (passwordHash === null) return;
      const createdById = viewer.accountId;
      await manager.insert(ActivityDocumentsPassword, { activityId, passwordHash, createdAt: now, createdById });
    });
    context.loaders.clear();
    const activity = await context.loaders.load(activityById, activityId);
    if (activity === null) throw new NotFoundError('The activity does not exist, or you may not see it');
    return activity;
  }

  private async hash(password: string | null | undefined, names: string[]): Promise<string | null> {
    // An absent password is an error, so that a password is never removed by mistake.
    if (password === undefined) {
      throw new BadUserInputError('password must be a text, or null to remove the current one', 'input.password');
    }
    if (password === null) return null;
    await this.passwords.assertAcceptable(password, 'input.password', names);
    return this.passwords.hash(password);
  }
}
