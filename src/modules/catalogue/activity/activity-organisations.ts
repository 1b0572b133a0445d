import { type OrganisationRole, organisationRoles } from '../organisation/organisation-role';

/** Roles of organisations; null: all of them. */
export type SelectedRoles = readonly OrganisationRole[] | null;

/** The selected roles without repeats, in the order of the enum, so that equal selections are equal. */
export function normalizeRoles(roles: SelectedRoles): SelectedRoles {
  return roles === null ? null : organisationRoles.filter((role) => roles.includes(role));
}

/** The rows of `activity_organisation` with one of the roles, as a condition on the table with the alias. */
export function isInRoles(alias: string, roles: SelectedRoles): string {
  if (roles === null) return '1 = 1';
  return roles.length === 0 ? '1 = 0' : `${alias}.role IN (${roles.map((role) => `'${role}'`).join(', ')})`;
}

/** The same, but only one row for each activity and organisation: an organisation may have several roles in an activity. */
export function isOnceInRoles(alias: string, roles: SelectedRoles): string {
  if (roles !== null && roles.length < 2) return isInRoles(alias, roles);
  return `${isInRoles(alias, roles)} AND NOT EXISTS (
    SELECT 1 FROM activity_organisation earlier
    WHERE earlier.activity_id = ${alias}.activity_id AND earlier.organisation_id = ${alias}.organisation_id
      AND earlier.role < ${alias}.role AND ${isInRoles('earlier', roles)})`;
}
