import { manyByKey, oneByKey } from '../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../core/access/request-context';
import { type Sql, sql } from '../../../database/sql/sql';
import { imageByItemId, type ItemImages } from '../../media/image/image.loaders';
import { Organisation } from '../organisation/organisation.entity';
import { MemberCountry } from './member-country.entity';
import { Network } from './network.entity';
import { isNetworkVisible } from './network.policy';

export const networkById = oneByKey<number, Network>(
  (ids, context) => findNetworks(context, context.read.isIn(sql`n.id`, ids)),
  ({ id }) => id,
);

export const networkBySlug = oneByKey<string, Network>(
  (slugs, context) => findNetworks(context, context.read.isIn(sql`n.slug`, slugs)),
  ({ slug }) => slug,
);

export const memberCountryById = oneByKey<number, MemberCountry>(
  (ids, context) => findMemberCountries(context, context.read.isIn(sql`m.id`, ids)),
  ({ id }) => id,
);

/** Memberships with their institutions: full members first, then by country. */
export const memberCountriesByNetworkId = manyByKey<number, MemberCountry>(async (ids, context) =>
  (await findMemberCountries(context, context.read.isIn(sql`m.network_id`, ids))).map((value) => ({
    key: value.networkId,
    value,
  })),
);

export const memberCountriesByCountryCode = manyByKey<string, MemberCountry>(async (codes, context) =>
  (await findMemberCountries(context, context.read.isIn(sql`m.country_code`, codes))).map((value) => ({
    key: value.countryCode,
    value,
  })),
);

export const supportersByNetworkId = manyByKey<number, Organisation>(async (ids, context) => {
  const { read } = context;
  const mapper = rowsOf(context, Organisation, 'o');
  const rows = await read.query(sql`
    SELECT ns.network_id AS key, ${mapper.columns}
    FROM network_supporter ns JOIN organisation o ON o.id = ns.organisation_id ${mapper.joins(context.operation)}
    WHERE ${read.isIn(sql`ns.network_id`, ids)}
    ORDER BY o.slug`);
  return rows.map((row) => ({ key: row['key'] as number, value: mapper.get(row) }));
});

async function findNetworks(context: RequestContext, where: Sql): Promise<Network[]> {
  const { read, viewer, operation } = context;
  const mapper = rowsOf(context, Network, 'n');
  const rows = await read.query(
    sql`SELECT ${mapper.columns} FROM network n ${mapper.joins(operation)}
      WHERE ${where} AND ${isNetworkVisible(viewer, 'n')}`,
  );
  return rows.map((row) => mapper.get(row));
}

async function findMemberCountries(context: RequestContext, where: Sql): Promise<MemberCountry[]> {
  const { read, viewer } = context;
  const member = rowsOf(context, MemberCountry, 'm', ['kind', 'since', 'until']);
  const institution = rowsOf(context, Organisation, 'o');
  const rows = await read.query(sql`
    SELECT ${member.columns}, ${institution.columns}
    FROM member_country m
    JOIN network n ON n.id = m.network_id
    LEFT JOIN organisation o ON o.id = m.institution_id ${institution.joins(context.operation)}
    WHERE ${where} AND ${isNetworkVisible(viewer, 'n')}
    ORDER BY CASE m.kind WHEN 'ACTIVE' THEN 1 WHEN 'PARTICIPATING' THEN 2 ELSE 3 END, m.country_code, (m.since IS NOT NULL), m.since, m.id`);
  return rows.map((row) => Object.assign(member.get(row), { institution: institution.find(row) }));
}

export const networkImages: ItemImages = { item: Network, links: 'network_image', owner: 'network_id' };
export const emblemByNetworkId = imageByItemId(networkImages);
