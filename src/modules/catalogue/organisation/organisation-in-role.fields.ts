import type { InputField } from '../../../core/fields/field';
import { argument, type FieldDescription } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { type LinkInRole, linksInRoles } from '../../../core/fields/role-links';
import { organisationKey } from './organisation.entity';
import { OrganisationInRoleInput } from './organisation-in-role';
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
  described: FieldDescription,
): InputField<readonly LinkInRole<'organisation', OrganisationRole>[]> {
  return linksInRoles(entity, { owner, target: 'organisationId', role: 'role' }, organisationKey, {
    kind: ContentFieldKind.ORGANISATIONS_IN_ROLES,
    argument: argument(
      () => [OrganisationInRoleInput],
      described,
      `, each at most once in a role, at most ${MAX_ENTRIES} entries`,
    ),
    name: 'organisation',
    roles: OrganisationRole,
  });
}
