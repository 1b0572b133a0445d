import { manyByKey } from '../../../core/access/loader';
import { sql } from '../../../database/sql/sql';
import type { Activity } from '../../catalogue/activity/activity.entity';
import { selectActivity } from '../../catalogue/activity/activity.loaders';
import { isActivityVisible } from '../../catalogue/activity/activity.policy';
import { Country } from '../../catalogue/country/country';
import type { Recipient, SectorShare } from '../classification/classification';
import { sdgListOf } from '../classification/classification.fields';
import { CodedValue } from '../codelists/coded-value';

/** Recipients, sectors and goals are visible with their activity. */
export const recipientsByActivityId = manyByKey<number, Recipient>(async (ids, { read }) => {
  const rows = await read.query<{
    key: number;
    countryCode: string | null;
    regionCode: string | null;
    percentage: string | null;
  }>(sql`
    SELECT activity_id AS key, country_code, region_code, percentage FROM activity_recipient
    WHERE ${read.isIn(sql`activity_id`, ids)} ORDER BY activity_id, position`);
  return rows.map(({ key, countryCode, regionCode, percentage }) => ({
    key,
    value: {
      country: countryCode === null ? null : new Country(countryCode),
      region: regionCode === null ? null : new CodedValue('Region', regionCode),
      percentage,
    },
  }));
});

export const sectorsByActivityId = manyByKey<number, SectorShare>(async (ids, { read }) => {
  const rows = await read.query<{ key: number; code: string; percentage: string | null }>(sql`
    SELECT activity_id AS key, sector_code AS code, percentage FROM activity_sector
    WHERE ${read.isIn(sql`activity_id`, ids)} ORDER BY activity_id, position`);
  return rows.map(({ key, code, percentage }) => ({
    key,
    value: { sector: new CodedValue('Sector', code), percentage },
  }));
});

export const sdgsByActivityId = manyByKey<number, CodedValue>(async (ids, { read }) => {
  const rows = await read.query<{ key: number; code: string }>(sql`
    SELECT activity_id AS key, code FROM activity_sdg
    WHERE ${read.isIn(sql`activity_id`, ids)} ORDER BY activity_id, position`);
  return rows.map(({ key, code }) => ({ key, value: new CodedValue(sdgListOf(code), code) }));
});

/** The related activities that the viewer sees. */
export const relatedActivitiesByActivityId = manyByKey<number, Activity>(async (ids, context) => {
  const { read, viewer } = context;
  const { columns, joins, get } = selectActivity(context);
  const rows = await read.query(sql`
    SELECT ar.activity_id AS key, ${columns}
    FROM activity_relation ar JOIN activity a ON a.id = ar.related_activity_id ${joins}
    WHERE ${read.isIn(sql`ar.activity_id`, ids)} AND ${isActivityVisible(viewer, 'a')}
    ORDER BY ar.activity_id, a.slug`);
  return rows.map((row) => ({ key: row['key'] as number, value: get(row) }));
});
