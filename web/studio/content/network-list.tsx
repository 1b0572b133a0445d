import type { ReactElement } from 'react';
import { StudioCountriesDocument, StudioNetworksDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { orderArgument, pageArguments, useListState } from '../lists/list-state';
import { publicationActions } from '../publication/bulk-publication';
import { useReading } from '../reading';
import { useSession } from '../session';
import { ItemLink } from './item-link';
import { stateColumn, stateConditionOf, stateFilter } from './state-column';

/** The networks, with those that are not public. */
export function NetworkListScreen(): ReactElement {
  const { t, dates, locale } = useInterface();
  const { account } = useSession();
  const [state, show] = useListState();
  const order = orderArgument(state, ['NAME', 'SINCE']);
  const { text, country } = state;
  const conditions = {
    filter: {
      ...(text !== undefined && (account.isBound ? { name: { contains: text } } : { text })),
      ...stateConditionOf(state),
      ...(country !== undefined && { memberCountry: [country] }),
    },
    ...(order !== null && { orderBy: [order] }),
  };
  const reading = useReading(StudioNetworksDocument, { ...pageArguments(state), ...conditions });
  const countries = useReading(StudioCountriesDocument, { locale }).data?.countries ?? [];
  return (
    <ListScreen
      title={t('nav.networks')}
      path="/networks"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioNetworksDocument, { ...page, ...conditions })}
      pageOf={({ page }) => page}
      titleOf={({ name }) => name}
      localeOf={({ locale }) => locale}
      hasNew={!account.isBound}
      filters={[
        { name: 'text', label: t('filter.text') },
        stateFilter(t),
        {
          name: 'country',
          label: t('filter.memberCountry'),
          options: countries.map(({ code, name }) => ({ value: code, label: name })),
        },
      ]}
      bulkActions={publicationActions('NETWORK', t)}
      columns={[
        {
          id: 'NAME',
          title: t('field.name'),
          isSortable: true,
          text: ({ name }) => name,
          show: ({ id, name, locale: language }) => <ItemLink type="NETWORK" id={id} title={name} locale={language} />,
        },
        { id: 'ACRONYM', title: t('field.acronym'), text: ({ acronym }) => acronym },
        stateColumn(t),
        {
          id: 'SINCE',
          title: t('field.since'),
          isSortable: true,
          text: ({ since }) => since,
          show: ({ since }) => since !== null && dates.partial(since),
        },
      ]}
    />
  );
}
