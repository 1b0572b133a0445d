import type { Database } from '../../../database/database';
import { addMissingScores } from '../completeness/completeness-scores';

/** The activities of one unit of work, so that editors on other instances wait for a short time only. */
const BATCH_SIZE = 1000;

/** Scores all activities that have no score by the rules of this release. */
export async function scoreActivities(database: Database): Promise<void> {
  for (let last: number | null = 0; last !== null;) {
    const after: number = last;
    last = await database.writeWithRetries((manager) => addMissingScores(manager, after, BATCH_SIZE));
  }
}
