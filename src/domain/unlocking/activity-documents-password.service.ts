import sql from 'sql-template-tag';
import { IsNull } from 'typeorm';
import type { Database } from '../../database/database';
import { lock } from '../../database/lock';
import { BadUserInputError, ForbiddenError, NotFoundError } from '../../errors';
import { getKey } from '../../graphql/types/global-id';
import type { RequestContext } from '../access/request-context';
import type { Passwords } from '../account/passwords';
import { Activity } from '../activity/activity.entity';
import { activityById } from '../activity/activity.loaders';
import { isActivityEdited, isActivitySeen } from '../activity/activity.policy';
import { ActivityDocumentsPassword } from './activity-documents-password.entity';
import type { SetActivityDocumentsPasswordInput } from './activity-documents-password.input';

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
    const activityId = getKey(input.activityId, Activity.name, 'input.activityId');
    const names = await getEdited(context, activityId);
    const passwordHash = await this.hash(input.password, names);
    await this.database.write(async (manager) => {
      await lock(manager, 'activityPasswords');
      const { now, viewer } = context;
      await manager.update(ActivityDocumentsPassword, { activityId, replacedAt: IsNull() }, { replacedAt: now });
      if (passwordHash === null) return;
      const createdById = viewer.accountId;
      await manager.insert(ActivityDocumentsPassword, { activityId, passwordHash, createdAt: now, createdById });
    });
    context.loaders.forget();
    const activity = await context.loaders.load(activityById, activityId);
    if (activity === null) throw new NotFoundError(noActivity);
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

const noActivity = 'There is no such activity';

/** What everybody calls an activity that the viewer edits, which is no secret. */
async function getEdited({ read, viewer }: RequestContext, activityId: number): Promise<string[]> {
  const [found] = await read.query<{ title: string; slug: string; code: string | null; is_edited: number }>(sql`
    SELECT a.title, a.slug, a.code, CASE WHEN ${isActivityEdited(viewer, 'a')} THEN 1 ELSE 0 END AS is_edited
    FROM activity a WHERE a.id = ${activityId} AND ${isActivitySeen(viewer, 'a')}`);
  if (found === undefined) throw new NotFoundError(noActivity);
  if (found.is_edited === 0) throw new ForbiddenError('Only those who may edit the activity may set its password');
  return [found.title, found.slug, ...(found.code === null ? [] : [found.code])];
}
