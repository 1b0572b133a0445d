import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { always } from '../../../database/sql/conditions';
import { type Sql, sql } from '../../../database/sql/sql';
import { imageByItemId, type ItemImages } from '../../media/image/image.loaders';
import { organisationsInRolesBy } from '../organisation/organisation-in-role.loaders';
import { Component } from './component.entity';
import { Programme } from './programme.entity';

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

/** Reference data is public, so there is no policy. */
async function findProgrammes(context: RequestContext, where: Sql): Promise<Programme[]> {
  const { read } = context;
  const mapper = rowsOf(context, Programme, 'p');
  const rows = await read.query(
    sql`SELECT ${mapper.columns} FROM programme p ${mapper.joins(context.operation)} WHERE ${where} ORDER BY p.slug`,
  );
  return rows.map((row) => mapper.get(row));
}

/** Components in the order in which they were created. */
async function findComponents(context: RequestContext, where: Sql): Promise<Component[]> {
  const { read } = context;
  const mapper = rowsOf(context, Component, 'k');
  const rows = await read.query(
    sql`SELECT ${mapper.columns} FROM component k ${mapper.joins(context.operation)} WHERE ${where} ORDER BY k.id`,
  );
  return rows.map((row) => mapper.get(row));
}

export function listProgrammes(context: RequestContext): Promise<Programme[]> {
  return findProgrammes(context, always);
}

export const organisationsByProgrammeId = organisationsInRolesBy({
  table: 'programme_organisation',
  owner: 'programme_id',
  ownerEntity: Programme,
});

export const programmeImages: ItemImages = { item: Programme, links: 'programme_image', owner: 'programme_id' };
export const logoByProgrammeId = imageByItemId(programmeImages);
