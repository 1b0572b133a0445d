import { IsNull } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import { findKey } from '../../../core/types/global-id';
import { sql } from '../../../database/sql/sql';
import { Activity } from '../../catalogue/activity/activity.entity';
import { isActivityVisible } from '../../catalogue/activity/activity.policy';
import type { Passwords } from '../../identity/password/passwords';
import { restrictedDocumentsByActivityId } from '../document/restricted-document.loaders';
import { ActivityDocumentsPassword } from './documents-password/activity-documents-password.entity';
import type { DocumentsUnlocked, UnlockActivityDocumentsInput, UnlockRefused } from './unlock.input';
import { onlyUnlocked } from './unlocked-documents.resolver';
import { NO_SUCH_KEY, type PasswordResult, type Unlocking } from './unlocking';

/** Unlocks all documents of an activity by the password of its page. */
export class ActivityUnlocking {
  constructor(
    private readonly unlocking: Unlocking,
    private readonly passwords: Passwords,
  ) {}

  async unlock(
    context: RequestContext,
    { activityId, password }: UnlockActivityDocumentsInput,
  ): Promise<DocumentsUnlocked | UnlockRefused> {
    const key = findKey(activityId, Activity.name) ?? NO_SUCH_KEY;
    const result = await this.unlocking.attempt(context, `activity:${activityId}`, {
      assertCapacity: () => {
        this.passwords.assertCapacity(context.address);
      },
      checkPassword: () => this.checkPassword(context, key, password),
    });
    if ('reason' in result) return result;
    const documents = await context.loaders.load(restrictedDocumentsByActivityId, key);
    return { ...result, documents: onlyUnlocked(context.viewer, documents) };
  }

  /**
   * Always runs two statements and one bcrypt comparison, so that the time does not reveal whether the activity
   * exists or has a password.
   */
  private async checkPassword(context: RequestContext, activityId: number, password: string): Promise<PasswordResult> {
    const { read, viewer, loaders, address } = context;
    const [found] = await read.query<{ id: number; passwordHash: string }>(sql`
      SELECT p.id, p.password_hash
      FROM activity a JOIN activity_documents_password p ON p.activity_id = a.id AND p.replaced_at IS NULL
      WHERE a.id = ${activityId} AND ${isActivityVisible(viewer, 'a')}`);
    const documents = await loaders.load(restrictedDocumentsByActivityId, activityId);
    const isRight = await this.passwords.matches(password, found?.passwordHash ?? null, address);
    const documentIds = documents.map(({ id }) => id);
    if (!isRight || found === undefined) return { documentIds, match: null };
    const { id } = found;
    return {
      documentIds,
      match: {
        source: { activityPasswordId: id, activityId },
        recipient: null,
        endsAt: null,
        // The password may have been replaced during the comparison.
        use: (manager) => manager.existsBy(ActivityDocumentsPassword, { id, replacedAt: IsNull() }),
      },
    };
  }
}
