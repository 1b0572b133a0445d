import { listByKey, manyByKey, oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { localizedTypeOf } from '../../../core/languages/translation.entity';
import type { EntitySelect } from '../../../core/listing/listing';
import type { RowMapper } from '../../../database/sql/row-mapper';
import { empty, join, raw, type Sql, sql } from '../../../database/sql/sql';
import { joinTranslation, shownText } from '../../../database/sql/translation-join';
import { Country } from '../country/country';
import { Network } from '../network/network.entity';
import { isNetworkVisible } from '../network/network.policy';
import { organisationsInRolesBy } from '../organisation/organisation-in-role.loaders';
import { Component } from '../programme/component.entity';
import { Region } from '../region/region.entity';
import { Activity } from './activity.entity';
import { isActivityVisible } from './activity.policy';

export const activityById = oneByKey<number, Activity>(
  (ids, context) => findActivities(context, context.read.isIn(sql`a.id`, ids)),
  ({ id }) => id,
);

export const activityBySlug = oneByKey<string, Activity>(
  (slugs, context) => findActivities(context, context.read.isIn(sql`a.slug`, slugs)),
  ({ slug }) => slug,
);

export const activityByCode = oneByKey<string, Activity>(
  (codes, context) => findActivities(context, context.read.isIn(sql`a.code`, codes)),
  ({ operativeDimension }) => operativeDimension.code!,
);

export const networksByActivityId = manyByKey<number, Network>(async (ids, context) => {
  const { read, viewer } = context;
  // Joins the translation that the order reads.
  const mapper = rowsOf(context, Network, 'n', ['nameFolded']);
  const rows = await read.query(sql`
    SELECT an.activity_id AS key, ${mapper.columns}
    FROM activity_network an JOIN network n ON n.id = an.network_id ${mapper.joins(context.operation)}
    WHERE ${read.isIn(sql`an.activity_id`, ids)} AND ${isNetworkVisible(viewer, 'n')}
    ORDER BY ${raw(shownText('n', 'name_folded'))}, n.id`);
  return rows.map((row) => ({ key: row['key'] as number, value: mapper.get(row) }));
});

export const participatingCountriesByActivityId = listByKey<number, Country>(async (ids, context, first) => {
  const { read } = context;
  const isOfKeys = read.isIn(sql`activity_id`, ids);
  const rows = await read.query<{ key: number; code: string }>(
    first === null
      ? sql`SELECT activity_id AS key, country_code AS code
          FROM activity_country WHERE ${isOfKeys} ORDER BY country_code`
      : sql`SELECT key, code FROM (
            SELECT activity_id AS key, country_code AS code,
              row_number() OVER (PARTITION BY activity_id ORDER BY country_code) AS place
            FROM activity_country WHERE ${isOfKeys}) ranked
          WHERE place <= ${first} ORDER BY code`,
  );
  return rows.map(({ key, code }) => ({ key, value: new Country(code) }));
});

export const organisationsByActivityId = organisationsInRolesBy({
  table: 'activity_organisation',
  owner: 'activity_id',
  ownerEntity: Activity,
});

export const topicsByActivityId = listByKey<number, string>(async (ids, context, first) => {
  const { read, operation } = context;
  const own = read.jsonListOf('t.topic', raw('activity_topic t WHERE t.activity_id = a.id'), 't.position');
  const rows = await read.query<{ key: number; topics: string }>(sql`
    SELECT a.id AS key, CASE WHEN a_tr.id IS NULL THEN ${own} ELSE a_tr.topics END AS topics
    FROM activity a ${joinTranslation('a', localizedTypeOf(Activity)!, operation.locales)}
    WHERE ${read.isIn(sql`a.id`, ids)}`);
  return rows.flatMap(({ key, topics }) => {
    const all = JSON.parse(topics) as string[];
    return (first === null ? all : all.slice(0, first)).map((value) => ({ key, value }));
  });
});

async function findActivities(context: RequestContext, where: Sql): Promise<Activity[]> {
  const { read, viewer } = context;
  const { columns, joins, get } = selectActivity(context);
  const rows = await read.query(
    sql`SELECT ${columns} FROM activity a ${joins} WHERE ${where} AND ${isActivityVisible(viewer, 'a')}`,
  );
  return rows.map(get);
}

/**
 * The columns and joins that select activities under the alias `a`. Components and regions are joined if the operation
 * selects them.
 */
export function selectActivity(context: RequestContext, besides: readonly string[] = []): EntitySelect<Activity> {
  const { operation } = context;
  const { joins, ...select } = operation.requested.memoize(`activity with ${besides.join(' ')}`, () =>
    makeSelect(context, besides),
  );
  return { ...select, joins: joins(operation) };
}

/** All that does not depend on the languages of the operation. */
function makeSelect(
  context: RequestContext,
  besides: readonly string[],
): Omit<EntitySelect<Activity>, 'joins'> & Pick<RowMapper<Activity>, 'joins'> {
  const { requested } = context.operation;
  const showsLabels = requested.includes('OperativeDimension', 'activityTypeLabel');
  const activity = rowsOf(context, Activity, 'a', showsLabels ? [...besides, 'locale'] : besides);
  const component = requested.includes('OperativeDimension', 'component') ? rowsOf(context, Component, 'k') : null;
  const region = requested.includes('OperativeDimension', 'region') ? rowsOf(context, Region, 'r') : null;
  return {
    columns: join([activity, component, region].flatMap((mapper) => (mapper === null ? [] : [mapper.columns]))),
    joins: (operation) => sql`
      ${activity.joins(operation)}
      ${component === null ? empty : sql`LEFT JOIN component k ON k.id = a.component_id ${component.joins(operation)}`}
      ${region === null ? empty : sql`LEFT JOIN region r ON r.id = a.region_id ${region.joins(operation)}`}`,
    get: (row) => {
      const found = activity.get(row);
      if (showsLabels) found.operativeDimension.locale = found.locale;
      if (component !== null) found.operativeDimension.component = component.find(row);
      if (region !== null) found.operativeDimension.region = region.find(row);
      return found;
    },
  };
}
