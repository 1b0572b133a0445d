import sql, { raw, type Sql } from 'sql-template-tag';
import type { ReadDatabase } from '../../../database/read-database';
import type { TransferredActivity } from './activity-transfer';

const batchSize = 500;

type Lists = 'networks' | 'participatingCountries' | 'topics' | 'objectives';
type ExportedRow = Omit<TransferredActivity, Lists> & Record<Lists, string>;

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
  let last = '';
  for (;;) {
    const rows = await read.query<ExportedRow>(sql`
      SELECT a.slug, a.title, a.summary, a.description, a.starts_on, a.ends_on,
        p.slug AS programme, a.code, a.year, k.code AS component, r.code AS region, a.country_code AS country, a.place,
        a.activity_type,
        ${textsOf(read, 'n.slug', 'n.slug', sql`activity_network t JOIN network n ON n.id = t.network_id`)} AS networks,
        ${textsOf(read, 't.country_code', 't.country_code', raw('activity_country t'))} AS participating_countries,
        ${textsOf(read, 't.topic', 't.position', raw('activity_topic t'))} AS topics,
        ${textsOf(read, 't.text', 't.position', raw('objective t'))} AS objectives,
        a.publication_state AS state, a.publish_at
      FROM activity a
        LEFT JOIN programme p ON p.id = a.programme_id
        LEFT JOIN component k ON k.id = a.component_id
        LEFT JOIN region r ON r.id = a.region_id
      WHERE a.slug > ${last} AND a.deleted_at IS NULL
      ORDER BY a.slug LIMIT ${batchSize}`);
    for (const { networks, participatingCountries, topics, objectives, state, publishAt, ...row } of rows) {
      yield {
        ...row,
        networks: JSON.parse(networks) as string[],
        participatingCountries: JSON.parse(participatingCountries) as string[],
        topics: JSON.parse(topics) as string[],
        objectives: JSON.parse(objectives) as string[],
        state,
        // As imports write it, whatever wrote it.
        publishAt: publishAt && new Date(publishAt).toISOString(),
      };
    }
    if (rows.length < batchSize) return;
    last = rows.at(-1)!.slug;
  }
}

/** Texts of an activity as a JSON array. They are read in the activity's own statement, so that both are of one moment. */
function textsOf(read: ReadDatabase, text: string, order: string, from: Sql): Sql {
  return sql`(SELECT ${read.jsonArray(raw(text), raw(order))} FROM ${from} WHERE t.activity_id = a.id)`;
}
