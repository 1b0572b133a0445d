import sql from 'sql-template-tag';
import { BadUserInputError } from '../../errors';
import type { RequestContext } from '../access/request-context';
import { countriesOf, type Country } from '../country/country';
import { isNetworkSeen } from '../network/network.policy';
import type { Activity } from './activity.entity';
import { activityByCode, activityBySlug } from './activity.loaders';
import { isActivitySeen } from './activity.policy';

/**
 * The activity with this slug or this code; null: there is none, or the viewer may not see it.
 *
 * @throws BadUserInputError unless exactly one of the two is given.
 */
export function findActivity(
  { loaders }: RequestContext,
  slug: string | null,
  code: string | null,
): Promise<Activity | null> {
  if (slug !== null && code === null) return loaders.load(activityBySlug, slug);
  if (code !== null && slug === null) return loaders.load(activityByCode, code);
  throw new BadUserInputError('An activity is asked for by slug or by code: give exactly one', 'slug');
}

/** The countries that something the viewer sees touches: as a member of a network, as the place of an activity or taking part in one. */
export async function listTouchedCountries({ read, viewer }: RequestContext): Promise<Country[]> {
  const rows = await read.query<{ code: string }>(sql`
    SELECT m.country_code AS code
    FROM member_country m JOIN network n ON n.id = m.network_id
    WHERE ${isNetworkSeen(viewer, 'n')}
    UNION
    SELECT a.country_code FROM activity a WHERE a.country_code IS NOT NULL AND ${isActivitySeen(viewer, 'a')}
    UNION
    SELECT ac.country_code
    FROM activity_country ac JOIN activity a ON a.id = ac.activity_id
    WHERE ${isActivitySeen(viewer, 'a')}`);
  return countriesOf(rows.map(({ code }) => code));
}
