import { selectContent } from '../../../core/fields/content-storage';
import type { ReadDatabase } from '../../../database/reading/read-database';
import type { Row } from '../../../database/sql/row-mapper';
import { sql } from '../../../database/sql/sql';
import { type ActivityContent, publishableActivity } from '../activity/activity.fields';
import type { TransferredActivity } from './activity-transfer';

const BATCH_SIZE = 500;

type ExportedRow = Row & Pick<TransferredActivity, 'state' | 'publishAt'>;

/** The number of activities in an export: all except those in the trash. */
export async function countExported(read: ReadDatabase): Promise<number> {
  const [counted] = await read.query<{ count: number | string }>(
    sql`SELECT count(*) AS count FROM activity WHERE deleted_at IS NULL`,
  );
  return Number(counted?.count);
}

/**
 * All activities except those in the trash, drafts included. They are ordered by slug, which gives the same order in
 * every database. Each batch is read when its first activity is requested, so later batches show later changes. The order is
 * read first, so that an activity whose slug changes meanwhile is neither missed nor repeated.
 */
export async function* exportActivities(read: ReadDatabase): AsyncGenerator<TransferredActivity> {
  const { columns, get } = selectContent(publishableActivity.content, 'a', read.jsonListOf);
  const ordered = await read.query<{ id: number }>(sql`SELECT id FROM activity WHERE deleted_at IS NULL ORDER BY slug`);
  for (let start = 0; start < ordered.length; start += BATCH_SIZE) {
    const ids = ordered.slice(start, start + BATCH_SIZE).map(({ id }) => id);
    const rows = await read.query<ExportedRow>(sql`
      SELECT ${columns}, a.publication_state AS state, a.publish_at
      FROM activity a
      WHERE ${read.isIn(sql`a.id`, ids)} AND a.deleted_at IS NULL
      ORDER BY a.slug`);
    for (const row of rows) {
      const { state, publishAt } = row;
      const {
        relatedActivities: _relatedActivities,
        transactions: _transactions,
        ...content
      } = get(row) as ActivityContent;
      yield { ...content, state, publishAt };
    }
  }
}
