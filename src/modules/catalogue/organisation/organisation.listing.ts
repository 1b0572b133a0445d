import { Role } from '../../../core/access/role';
import { hasRoleEverywhere } from '../../../core/access/viewer';
import { conditionCostsOf } from '../../../core/cost/condition-cost';
import { listField, textField } from '../../../core/listing/filter';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { translatedTextField } from '../../../core/listing/translated-text-filter';
import { always, never } from '../../../database/sql/conditions';
import { sql } from '../../../database/sql/sql';
import { Organisation } from './organisation.entity';
import { OrganisationFilter, OrganisationOrderField } from './organisation.input';

export const organisationListing: Listing<Organisation, OrganisationOrderField, OrganisationFilter> = {
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
    ACRONYM: {
      column: 'acronym_folded',
      kind: 'text',
      nullable: true,
      reads: ['acronym'],
      of: ({ acronymFolded }) => acronymFolded,
    },
  },
  defaultOrder: [{ field: OrganisationOrderField.NAME, direction: OrderDirection.ASC }],
  conditionCosts: conditionCostsOf(OrganisationFilter),
  filters: {
    name: translatedTextField({
      entity: Organisation,
      table: 'organisation',
      alias: 'o',
      column: 'name_folded',
      isEditable: (viewer) => (hasRoleEverywhere(viewer, Role.EDITOR) ? always : never),
    }),
    acronym: textField('o.acronym_folded'),
    country: listField((codes, { read }) => read.isIn(sql`o.country_code`, codes)),
  },
  // Reference data is public.
  isVisible: () => always,
  select: selectRows(Organisation, 'o'),
};
