import type { Database } from '../../../database/database';
import { addMissingScores } from '../completeness/completeness-scores';

/** The activities of one unit of work, so that editors on other instances wait for a short time only. */
const BATCH_SIZE = 1000;

/** Scores all activities that have no score yet. */
export async function scoreActivities(database: Database): Promise<void> {
  for (;;) {
    const scored = await database.writeWithRetries((manager) => addMissingScores(manager, BATCH_SIZE));
    if (scored < BATCH_SIZE) return;
  }
}
