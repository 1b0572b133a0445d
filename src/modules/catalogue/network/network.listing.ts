import { conditionCostsOf } from '../../../core/cost/condition-cost';
import { listField, textField } from '../../../core/listing/filter';
import type { Listing } from '../../../core/listing/listing';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import { translatedTextField } from '../../../core/listing/translated-text-filter';
import { firstDay } from '../../../core/types/partial-date';
import { matchesText } from '../../../database/full-text/full-text';
import { sql } from '../../../database/sql/sql';
import { visibleIndexes } from '../../publishing/publication.policy';
import { publicationStateField } from '../../publishing/publication-state.filter';
import { Network } from './network.entity';
import { NetworkFilter, NetworkOrderField } from './network.input';
import { isNetworkEditable, isNetworkVisible } from './network.policy';

export const networkListing: Listing<Network, NetworkOrderField, NetworkFilter> = {
  name: 'networks',
  table: 'network',
  alias: 'n',
  entity: Network,
  sorts: {
    NAME: {
      column: 'name_folded',
      kind: 'text',
      nullable: false,
      isTranslated: true,
      reads: ['nameFolded'],
      of: ({ nameFolded }) => nameFolded,
    },
    SINCE: { column: 'since_day', kind: 'text', nullable: true, reads: ['since'], of: ({ since }) => firstDay(since) },
  },
  defaultOrder: [{ field: NetworkOrderField.NAME, direction: OrderDirection.ASC }],
  conditionCosts: conditionCostsOf(NetworkFilter),
  filters: {
    name: translatedTextField({
      entity: Network,
      table: 'network',
      alias: 'n',
      column: 'name_folded',
      isEditable: (viewer) => isNetworkEditable(viewer, 'n'),
    }),
    acronym: textField('n.acronym_folded'),
    publicationState: publicationStateField({ alias: 'n', isEditable: isNetworkEditable }),
    text: (text, _path, { read, viewer, languages: { locales } }) =>
      matchesText(read, visibleIndexes(viewer), 'network', sql`n.id`, { text, locales }),
    memberCountry: listField(
      (codes, { read }) =>
        sql`n.id IN (SELECT network_id FROM member_country WHERE ${read.isIn(sql`country_code`, codes)})`,
    ),
  },
  isVisible: (viewer) => isNetworkVisible(viewer, 'n'),
  select: selectRows(Network, 'n'),
};
