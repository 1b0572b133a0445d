import sql, { empty, join } from 'sql-template-tag';
import { rowsOf, type RequestContext } from '../../../core/access/request-context';
import type { EntitySelect } from '../../../core/listing/listing';
import { Component } from '../programme/component.entity';
import { Region } from '../region/region.entity';
import { Activity } from './activity.entity';

/**
 * How activities are selected under the alias `a`: with the component and region of their operative dimension, where
 * the operation shows them.
 */
export function selectActivity(context: RequestContext, besides: readonly string[] = []): EntitySelect<Activity> {
  return context.operation.requested.once(`activity with ${besides.join(' ')}`, () => makeSelect(context, besides));
}

function makeSelect(context: RequestContext, besides: readonly string[]): EntitySelect<Activity> {
  const { requested } = context.operation;
  const activity = rowsOf(context, Activity, 'a', besides);
  const component = requested.includes('OperativeDimension', 'component') ? rowsOf(context, Component, 'k') : null;
  const region = requested.includes('OperativeDimension', 'region') ? rowsOf(context, Region, 'r') : null;
  return {
    columns: join([activity, component, region].flatMap((mapper) => (mapper === null ? [] : [mapper.columns]))),
    joins: sql`
      ${component === null ? empty : sql`LEFT JOIN component k ON k.id = a.component_id`}
      ${region === null ? empty : sql`LEFT JOIN region r ON r.id = a.region_id`}`,
    get: (row) => {
      const found = activity.get(row);
      if (component !== null) found.operativeDimension.component = component.find(row);
      if (region !== null) found.operativeDimension.region = region.find(row);
      return found;
    },
  };
}
