import { manyByKey } from '../../../core/access/loader';
import type { LoaderDefinition } from '../../../core/access/request-context';
import { sql } from '../../../database/sql/sql';
import { type Sums, sumsOfPeople, toParticipantCount } from './participant-sums';
import { type ParticipantCount, Participation } from './participation';

type StoredRow = Omit<Participation, 'isMerged'> & { readonly key: number; readonly isMerged: number };

/** The published rows of activities: by country, then the largest first; the row that stands for several rows is last. */
export const participationByActivityId = manyByKey<number, Participation>(async (ids, { read }) => {
  const rows = await read.query<StoredRow>(sql`
    SELECT activity_id AS key, country_code, organisation_id, women, men, unspecified, total, is_merged
    FROM published_participation
    WHERE ${read.isIn(sql`activity_id`, ids)}
    ORDER BY is_merged, CASE WHEN country_code IS NULL THEN 1 ELSE 0 END, country_code, total DESC, position`);
  return rows.map(({ key, isMerged, ...row }) => ({
    key,
    value: Object.assign(new Participation(), { ...row, isMerged: isMerged === 1 }),
  }));
});

/** The rows of activities as they were entered. They are for those alone who may edit the activity. */
export const enteredParticipationByActivityId = manyByKey<number, Participation>(async (ids, { read }) => {
  const rows = await read.query<StoredRow>(sql`
    SELECT activity_id AS key, country_code, organisation_id, women, men, unspecified, total
    FROM entered_participation
    WHERE ${read.isIn(sql`activity_id`, ids)} ORDER BY activity_id, position`);
  return rows.map(({ key, ...row }) => ({
    key,
    value: Object.assign(new Participation(), { ...row, isMerged: false }),
  }));
});

/** The sums of the published rows of activities; null: the activity has none. */
export const participantsByActivityId: LoaderDefinition<number, ParticipantCount | null> = {
  batch: async (ids, { read }) => {
    const rows = await read.query<Sums & { readonly key: number }>(sql`
      SELECT activity_id AS key, ${sumsOfPeople('p')}
      FROM published_participation p WHERE ${read.isIn(sql`activity_id`, ids)} GROUP BY activity_id`);
    const sums = new Map(rows.map((row) => [row.key, toParticipantCount(row)]));
    return ids.map((id) => sums.get(id) ?? null);
  },
};
