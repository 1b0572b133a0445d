import sql from 'sql-template-tag';
import { oneByKey } from '../../../core/access/loader';
import type { Organisation } from './organisation.entity';
import { findOrganisations } from './organisation.service';

export const organisationById = oneByKey<number, Organisation>(
  (ids, context) => findOrganisations(context, context.read.isIn(sql`o.id`, ids)),
  ({ id }) => id,
);

export const organisationBySlug = oneByKey<string, Organisation>(
  (slugs, context) => findOrganisations(context, context.read.isIn(sql`o.slug`, slugs)),
  ({ slug }) => slug,
);
