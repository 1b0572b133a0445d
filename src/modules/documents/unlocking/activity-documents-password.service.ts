import { IsNull } from 'typeorm';
import type { Database } from '../../../database/database';
import { takeAdvisoryLock } from '../../../database/lock';
import { BadUserInputError, NotFoundError } from '../../../errors';
import type { RequestContext } from '../../../core/access/request-context';
import type { Passwords } from '../../identity/passwords';
import { publishableActivity } from '../../catalogue/activity/activity.authored';
import type { Activity } from '../../catalogue/activity/activity.entity';
import { activityById } from '../../catalogue/activity/activity.loaders';
import { getEditableActivity } from '../../catalogue/activity/activity.service';
import { lockForUpdate } from '../../publishing/publishing.service';
import { ActivityDocumentsPassword } from './activity-documents-password.entity';
import type { SetActivityDocumentsPasswordInput } from './activity-documents-password.resolver';

/** The one password that a page may have for all its documents. */
export class ActivityDocumentsPasswords {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Puts another password, or none, in the place of the one before, which opens nothing from here on; nor does what it
   * has opened stay open.
   *
   * @throws NotFoundError when the viewer sees no such activity, ForbiddenError when it may not edit it
   * @throws BadUserInputError when the password is left out, or would be guessed
   */
  async set(context: RequestContext, input: SetActivityDocumentsPasswordInput): Promise<Activity> {
    const {
      id: activityId,
      title,
      slug,
      code,
    } = await getEditableActivity(context, input.activityId, 'input.activityId');
    const passwordHash = await this.hash(input.password, [title, slug, ...(code === null ? [] : [code])]);
    await this.database.write(async (manager) => {
      const { now, viewer } = context;
      await takeAdvisoryLock(manager, 'activityPasswords');
      // Asked again: hashing takes its time.
      await lockForUpdate({ manager, viewer, now }, publishableActivity, activityId);
      await manager.update(ActivityDocumentsPassword, { activityId, replacedAt: IsNull() }, { replacedAt: now });
      if (passwordHash === null) return;
      const createdById = viewer.accountId;
      await manager.insert(ActivityDocumentsPassword, { activityId, passwordHash, createdAt: now, createdById });
    });
    context.loaders.clear();
    const activity = await context.loaders.load(activityById, activityId);
    if (activity === null) throw new NotFoundError('There is no such activity');
    return activity;
  }

  private async hash(password: string | null | undefined, names: string[]): Promise<string | null> {
    // Nobody means to take a password away by saying nothing of it.
    if (password === undefined) {
      throw new BadUserInputError('The password is a text, or null to remove it', 'input.password');
    }
    if (password === null) return null;
    await this.passwords.assertAcceptable(password, 'input.password', names);
    return this.passwords.hash(password);
  }
}
