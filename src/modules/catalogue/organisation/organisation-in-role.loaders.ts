import { manyByKey } from '../../../core/access/loader';
import { type LoaderDefinition, rowsOf } from '../../../core/access/request-context';
import { raw, sql } from '../../../database/sql/sql';
import type { LabelledItem } from '../../localization/item-labels';
import { Organisation } from './organisation.entity';
import { OrganisationInRole } from './organisation-in-role';
import { type OrganisationRole, organisationRoles } from './organisation-role';

const placeOfRole = raw(
  `CASE l.role ${organisationRoles.map((role, place) => `WHEN '${role}' THEN ${place}`).join(' ')} END`,
);

/**
 * A loader of the organisations that a table links to each owner: by role, then by slug. Organisations are public, and the
 * links are visible with their owner.
 */
export function organisationsInRolesBy(links: {
  readonly table: string;
  readonly owner: string;
  readonly ownerEntity: LabelledItem['entity'];
}): LoaderDefinition<number, OrganisationInRole[]> {
  const owner = raw(`l.${links.owner}`);
  return manyByKey<number, OrganisationInRole>(async (ids, context) => {
    const { read } = context;
    const mapper = rowsOf(context, Organisation, 'o');
    const rows = await read.query(sql`
      SELECT ${owner} AS key, l.role AS role, ${mapper.columns}
      FROM ${raw(links.table)} l JOIN organisation o ON o.id = l.organisation_id ${mapper.joins(context.operation)}
      WHERE ${read.isIn(owner, ids)}
      ORDER BY ${placeOfRole}, o.slug`);
    return rows.map((row) => ({
      key: row['key'] as number,
      value: Object.assign(new OrganisationInRole(), {
        organisation: mapper.get(row),
        role: row['role'] as OrganisationRole,
        item: { entity: links.ownerEntity, id: row['key'] as number },
      }),
    }));
  });
}

/** The entries with one of the roles; all of them if no roles are given. */
export function inRoles(
  all: readonly OrganisationInRole[],
  roles: readonly OrganisationRole[] | null,
): OrganisationInRole[] {
  return all.filter(({ role }) => roles?.includes(role) ?? true);
}
