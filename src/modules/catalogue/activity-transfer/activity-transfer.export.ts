import sql from 'sql-template-tag';
import type { Row } from '../../../database/row-mapper';
import { selectContent } from '../../../core/fields/content';
import { publishableActivity, type ActivityContent } from '../activity/activity.fields';
import type { ReadDatabase } from '../../../database/read-database';
import type { TransferredActivity } from './activity-transfer';

const batchSize = 500;

type ExportedRow = Row & Pick<TransferredActivity, 'slug' | 'state' | 'publishAt'>;

/** How many activities an export has: all but those in the trash. */
export async function countExported(read: ReadDatabase): Promise<number> {
  const [counted] = await read.query<{ count: number | string }>(
    sql`SELECT count(*) AS count FROM activity WHERE deleted_at IS NULL`,
  );
  return Number(counted?.count);
}

/**
 * All activities that are not in the trash, drafts included, by slug: an order that is the same in every database that
 * holds them. Reads a batch at a time, as it is asked for; each is as it is when its batch is read.
 */
export async function* exportActivities(read: ReadDatabase): AsyncGenerator<TransferredActivity> {
  const { columns, get } = selectContent(publishableActivity.content, 'a', read.jsonListOf);
  let last = '';
  for (;;) {
    const rows = await read.query<ExportedRow>(sql`
      SELECT ${columns}, a.publication_state AS state, a.publish_at
      FROM activity a
      WHERE a.slug > ${last} AND a.deleted_at IS NULL
      ORDER BY a.slug LIMIT ${batchSize}`);
    for (const row of rows) {
      const { state, publishAt } = row;
      // In the form in which imports store it, whatever stored this one.
      yield { ...(get(row) as ActivityContent), state, publishAt: publishAt && new Date(publishAt).toISOString() };
    }
    if (rows.length < batchSize) return;
    last = rows.at(-1)!.slug;
  }
}
