import sql from 'sql-template-tag';
import type { ReadDatabase } from '../../database/read-database';
import type { EntitySelect } from '../listing/listing';
import { Component } from '../programme/component.entity';
import { Region } from '../region/region.entity';
import { Activity } from './activity.entity';

/** How activities are selected under the alias `a`: with the component and region of their operative dimension. */
export function selectActivity(read: ReadDatabase): EntitySelect<Activity> {
  const activity = read.mapper(Activity, 'a');
  const component = read.mapper(Component, 'k');
  const region = read.mapper(Region, 'r');
  return {
    columns: sql`${activity.columns}, ${component.columns}, ${region.columns}`,
    joins: sql`LEFT JOIN component k ON k.id = a.component_id LEFT JOIN region r ON r.id = a.region_id`,
    get: (row) => {
      const found = activity.get(row);
      found.operativeDimension.component = component.find(row);
      found.operativeDimension.region = region.find(row);
      return found;
    },
  };
}
