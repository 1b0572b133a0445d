import { raw, sql } from '../../../database/sql';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere } from '../../../core/access/viewer';
import { conditionCostsOf } from '../../../core/cost/field-cost';
import { OrderDirection } from '../../../core/listing/order';
import { listField, textField } from '../../../core/listing/filter';
import type { Listing } from '../../../core/listing/listing';
import { translatedTextField } from '../../../core/listing/translated-text';
import { selectRows } from '../../../core/listing/select-rows';
import { Organisation } from './organisation.entity';
import { OrganisationFilter } from './organisation.input';

/** The list of organisations. Its only order is by name. */
export const organisationListing: Listing<Organisation, 'NAME', OrganisationFilter> = {
  name: 'organisations',
  table: 'organisation',
  alias: 'o',
  entity: Organisation,
  sorts: {
    NAME: {
      column: 'name_folded',
      kind: 'text',
      nullable: false,
      isTranslated: true,
      reads: ['nameFolded'],
      of: ({ nameFolded }) => nameFolded,
    },
  },
  defaultOrder: [{ field: 'NAME', direction: OrderDirection.ASC }],
  conditionCosts: conditionCostsOf(OrganisationFilter),
  filters: {
    name: translatedTextField({
      entity: Organisation,
      table: 'organisation',
      alias: 'o',
      column: 'name_folded',
      isEditable: (viewer) => (hasRoleEverywhere(viewer, Role.EDITOR) ? raw('1 = 1') : raw('1 = 0')),
    }),
    acronym: textField('o.acronym_folded'),
    country: listField((codes, { read }) => read.isIn(sql`o.country_code`, codes)),
  },
  // Reference data is public.
  isVisible: () => raw('1 = 1'),
  select: selectRows(Organisation, 'o'),
};
