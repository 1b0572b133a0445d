import sql from 'sql-template-tag';
import { manyByKey, oneByKey } from '../../../core/access/loader';
import type { Component } from './component.entity';
import type { Programme } from './programme.entity';
import { findComponents, findProgrammes } from './programme.service';

export const programmeById = oneByKey<number, Programme>(
  (ids, context) => findProgrammes(context, context.read.isIn(sql`p.id`, ids)),
  ({ id }) => id,
);

export const programmeBySlug = oneByKey<string, Programme>(
  (slugs, context) => findProgrammes(context, context.read.isIn(sql`p.slug`, slugs)),
  ({ slug }) => slug,
);

export const componentById = oneByKey<number, Component>(
  (ids, context) => findComponents(context, context.read.isIn(sql`k.id`, ids)),
  ({ id }) => id,
);

export const componentsByProgrammeId = manyByKey<number, Component>(async (ids, context) =>
  (await findComponents(context, context.read.isIn(sql`k.programme_id`, ids))).map((value) => ({
    key: value.programmeId,
    value,
  })),
);
