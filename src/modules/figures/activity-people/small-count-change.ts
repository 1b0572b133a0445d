import type { Clock } from '../../../core/time';
import type { Database } from '../../../database/database';
import { publishableActivity } from '../../catalogue/activity/activity.fields';
import { withPublicChanges } from '../../publishing/public-changes';
import { publishParticipation, setSmallCount } from '../people/published-participation';

/**
 * Makes the published rows of participation anew if the smallest count that is published has changed since they were made.
 * The change is one unit of work: readers see the rows of one count. Editors on other instances wait for it.
 */
export async function applySmallCount(database: Database, smallCount: number, clock: Clock): Promise<void> {
  await database.writeWithRetries(async (manager) => {
    const unit = { manager, now: clock().toISOString() };
    for (const id of await setSmallCount(manager, smallCount)) {
      await withPublicChanges(unit, publishableActivity, id, () => publishParticipation(manager, id));
    }
  });
}
