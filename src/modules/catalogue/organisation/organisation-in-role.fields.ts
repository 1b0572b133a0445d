import type { InputField } from '../../../core/fields/field';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { type LinkInRole, linksInRoles } from '../../../core/fields/role-links';
import { organisationKey } from './organisation.fields';
import { OrganisationRole } from './organisation-role';

/** The properties of an entity of links whose values have the type. */
type PropertyOf<L, T> = { [K in keyof L]: L[K] extends T ? K : never }[keyof L] & string;

/**
 * The organisations of an item in their roles, as editors write them.
 *
 * @param entity the table of links; `owner`: its property with the id of the item
 */
export function organisationsInRoles<L extends { readonly organisationId: number; readonly role: OrganisationRole }>(
  entity: new () => L,
  owner: PropertyOf<L, number>,
): InputField<readonly LinkInRole<'organisation', OrganisationRole>[]> {
  return linksInRoles(entity, { owner, target: 'organisationId', role: 'role' }, organisationKey, {
    kind: ContentFieldKind.ORGANISATIONS_IN_ROLES,
    name: 'organisation',
    roles: OrganisationRole,
  });
}
