import type { RequestContext } from '../../../core/access/request-context';
import type { Viewer } from '../../../core/access/viewer';
import { normalizeText } from '../../../core/fields/field-kinds';
import { countryCodes } from '../../../core/types/country-code';
import { getKey } from '../../../core/types/global-id';
import { flag } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import { BadUserInputError, ForbiddenError, NotFoundError } from '../../../errors';
import { Country } from '../country/country';
import { isNetworkVisible } from '../network/network.policy';
import { Activity } from './activity.entity';
import { activityByCode, activityBySlug } from './activity.loaders';
import { isActivityEditable, isActivityVisible } from './activity.policy';

/**
 * Finds the activity with this slug or this code; null: there is none that the viewer sees.
 *
 * @throws BadUserInputError unless exactly one of the two is given
 */
export function findActivity(
  { loaders }: RequestContext,
  slug: string | null,
  code: string | null,
): Promise<Activity | null> {
  if (slug !== null && code === null) return loaders.load(activityBySlug, slug);
  if (code !== null && slug === null) return loaders.load(activityByCode, normalizeText(code));
  throw new BadUserInputError('Exactly one of slug and code must be given', 'slug');
}

/** The fields that identify an activity to people. */
interface NamedActivity {
  readonly id: number;
  readonly title: string;
  readonly slug: string;
  readonly code: string | null;
}

/**
 * Gets the activity with this global id, which the viewer must be allowed to edit.
 *
 * @param field the path of the id in the arguments, for errors
 * @throws BadUserInputError when the id is not that of an activity, NotFoundError when the viewer sees no such activity,
 *   ForbiddenError when the viewer may not edit it
 */
export async function getEditableActivity(
  { read, viewer }: RequestContext,
  globalId: string,
  field: string,
): Promise<NamedActivity> {
  const id = getKey(globalId, Activity.name, field);
  const [found] = await read.query<NamedActivity & { isEditable: number }>(sql`
    SELECT a.id, a.title, a.slug, a.code, ${flag(isActivityEditable(viewer, 'a'))} AS is_editable
    FROM activity a WHERE a.id = ${id} AND ${isActivityVisible(viewer, 'a')}`);
  if (found === undefined) throw new NotFoundError('There is no such activity');
  if (found.isEditable === 0) throw new ForbiddenError('You may not edit this activity');
  return found;
}

/**
 * The condition that visible content refers to the country with this code: it is a member of a network, holds an activity, or
 * takes part in one.
 */
export function isCountryReferenced(viewer: Viewer, code: Sql): Sql {
  // The order leads PostgreSQL to an index that begins with the country. Otherwise, for editors, it chooses an index that contains all columns
  // of the condition but begins with another one, and reads all of it for a country without activities.
  return sql`(
    EXISTS (
      SELECT 1 FROM member_country m JOIN network n ON n.id = m.network_id
      WHERE m.country_code = ${code} AND ${isNetworkVisible(viewer, 'n')})
    OR (
      SELECT 1 FROM activity a WHERE a.country_code = ${code} AND ${isActivityVisible(viewer, 'a')}
      ORDER BY a.starts_on_day LIMIT 1) IS NOT NULL
    OR EXISTS (
      SELECT 1 FROM activity_country ac JOIN activity a ON a.id = ac.activity_id
      WHERE ac.country_code = ${code} AND ${isActivityVisible(viewer, 'a')}))`;
}

/**
 * The countries that visible content refers to, ordered by code. Checks for each country whether such a row exists, which is
 * faster than reading all rows.
 */
export async function listReferencedCountries({ read, viewer }: RequestContext): Promise<Country[]> {
  const rows = await read.query<{ code: string }>(sql`
    SELECT c.value AS code FROM ${read.valueTable(countryCodes)} c
    WHERE ${isCountryReferenced(viewer, sql`c.value`)} ORDER BY c.value`);
  return rows.map(({ code }) => new Country(code));
}
