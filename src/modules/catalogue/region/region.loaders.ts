import sql from 'sql-template-tag';
import { oneByKey } from '../../../core/access/loader';
import type { Region } from './region.entity';
import { findRegions } from './region.service';

export const regionById = oneByKey<number, Region>(
  (ids, context) => findRegions(context, context.read.isIn(sql`r.id`, ids)),
  ({ id }) => id,
);
