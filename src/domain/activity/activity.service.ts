import sql from 'sql-template-tag';
import { BadUserInputError } from '../../errors';
import type { RequestContext } from '../access/request-context';
import { Country, countryCodes } from '../country/country';
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

/**
 * The countries that something the viewer sees touches: as a member of a network, as the place of an activity or taking
 * part in one; by code. Asks for each country whether there is any such thing, rather than for everything's country.
 */
export async function listTouchedCountries({ read, viewer }: RequestContext): Promise<Country[]> {
  const rows = await read.query<{ code: string }>(sql`
    SELECT c.value AS code
    FROM ${read.each(countryCodes)} c
    WHERE EXISTS (
        SELECT 1 FROM member_country m JOIN network n ON n.id = m.network_id
        WHERE m.country_code = c.value AND ${isNetworkSeen(viewer, 'n')})
      OR EXISTS (SELECT 1 FROM activity a WHERE a.country_code = c.value AND ${isActivitySeen(viewer, 'a')})
      OR EXISTS (
        SELECT 1 FROM activity_country ac JOIN activity a ON a.id = ac.activity_id
        WHERE ac.country_code = c.value AND ${isActivitySeen(viewer, 'a')})
    ORDER BY c.value`);
  return rows.map(({ code }) => new Country(code));
}
