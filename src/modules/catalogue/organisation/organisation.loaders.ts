import { oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { type Sql, sql } from '../../../database/sql/sql';
import { imageByItemId } from '../../media/image/image.loaders';
import { Organisation } from './organisation.entity';

export const organisationById = oneByKey<number, Organisation>(
  (ids, context) => findOrganisations(context, context.read.isIn(sql`o.id`, ids)),
  ({ id }) => id,
);

export const organisationBySlug = oneByKey<string, Organisation>(
  (slugs, context) => findOrganisations(context, context.read.isIn(sql`o.slug`, slugs)),
  ({ slug }) => slug,
);

/** Reference data is public, so there is no policy. */
async function findOrganisations(context: RequestContext, where: Sql): Promise<Organisation[]> {
  const { read } = context;
  const mapper = rowsOf(context, Organisation, 'o');
  const rows = await read.query(
    sql`SELECT ${mapper.columns} FROM organisation o ${mapper.joins(context.operation)} WHERE ${where}`,
  );
  return rows.map((row) => mapper.get(row));
}

export const logoByOrganisationId = imageByItemId({
  item: Organisation,
  links: 'organisation_image',
  owner: 'organisation_id',
});
