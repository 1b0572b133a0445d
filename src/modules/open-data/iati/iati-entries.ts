import { anonymous } from '../../../core/access/viewer';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { type Sql, sql } from '../../../database/sql/sql';
import { isActivityVisible } from '../../catalogue/activity/activity.policy';
import { DEMONSTRATION_PREFIX, leavesOutDemonstration } from './iati-demonstration';
import type { IatiPublisher } from './iati-publisher';
import type { IatiGroup } from './iati-responses';

/** An activity that the public sees, and that has an identifier in IATI. */
export interface IatiEntry {
  readonly id: number;
  readonly identifier: string;
  /** The slug of its programme. */
  readonly programme: string | null;
  /** Differs whenever something differs that its element is made from, except its programme and organisations. */
  readonly state: string;
}

/** Maximum cost of the statements for each activity. */
const COST = 10;

const scan = { tables: ['activity'], perRow: COST };

/** The activities that a publisher reports, as a condition on the table under the alias `a`. */
function isReported(publisher: IatiPublisher): Sql {
  const isPublished = sql`a.iati_identifier IS NOT NULL AND ${isActivityVisible(anonymous, 'a')}`;
  return leavesOutDemonstration(publisher)
    ? sql`${isPublished} AND substr(a.iati_identifier, 1, ${DEMONSTRATION_PREFIX.length}) <> ${DEMONSTRATION_PREFIX}`
    : isPublished;
}

/**
 * The activities of the file, in the order of their identifiers. Every change of an activity, of an attachment and of the
 * visibility of a related activity raises a version.
 */
export function readIatiEntries(read: ReadDatabase, publisher: IatiPublisher): Promise<IatiEntry[]> {
  const state = sql`a.version || ' ' || a.updated_at
    || coalesce((SELECT string_agg(' r' || r.id || '.' || r.version, '' ORDER BY r.id) FROM activity_relation ar
        JOIN activity r ON r.id = ar.related_activity_id
        WHERE ar.activity_id = a.id AND ${isActivityVisible(anonymous, 'r')}), '')
    || coalesce((SELECT string_agg(' f' || f.id || '.' || f.version || coalesce(f.content_hash, ''), '' ORDER BY f.id)
        FROM activity_attachment af JOIN attachment f ON f.id = af.attachment_id WHERE af.activity_id = a.id), '')`;
  return read.query<IatiEntry>(
    sql`SELECT a.id, a.iati_identifier AS identifier, p.slug AS programme, ${state} AS state
      FROM activity a LEFT JOIN programme p ON p.id = a.programme_id
      WHERE ${isReported(publisher)} ORDER BY a.iati_identifier`,
    { scan },
  );
}

/** A text that changes with the names and the identifier of an organisation, by its slug. */
export async function readOrganisationStates(read: ReadDatabase): Promise<ReadonlyMap<string, string>> {
  const rows = await read.query<{ slug: string; state: string }>(
    sql`SELECT slug, id || '.' || version AS state FROM organisation`,
  );
  return new Map(rows.map(({ slug, state }) => [slug, state]));
}

/** The numbers of the activities of the file, by the slug of their programme and the code of a recipient. */
export async function countIatiRecipients(read: ReadDatabase, publisher: IatiPublisher): Promise<IatiGroup[]> {
  const rows = await read.query<{ programme: string; code: string; count: number }>(
    sql`SELECT p.slug AS programme, coalesce(r.country_code, r.region_code) AS code, CAST(count(*) AS integer) AS count
      FROM activity a JOIN programme p ON p.id = a.programme_id JOIN activity_recipient r ON r.activity_id = a.id
      WHERE ${isReported(publisher)} GROUP BY p.slug, coalesce(r.country_code, r.region_code)`,
    { scan },
  );
  return rows.map(({ programme, code, count }) => ({ keys: [{ value: programme }, { value: code }], count }));
}
