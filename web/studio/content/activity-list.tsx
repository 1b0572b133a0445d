import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import {
  StudioActivitiesDocument,
  StudioActivityFacetsDocument,
  type ActivityFilter,
  type ActivityType,
  type StudioFacetFragment,
} from '../../../clients/typescript/src/index.js';
import { useReading } from '../api';
import { useInterface } from '../interface';
import { exportAddress, exportFormats } from '../lists/exports';
import { ListScreen } from '../lists/list-screen';
import { orderArgument, pageArguments, useListState, type ListState } from '../lists/list-state';
import { LocalTime } from '../publication/local-time';
import { publicationActions } from '../publication/bulk-publication';
import { useSession } from '../session';
import { useActivityActions } from './activity-actions';
import { itemPath } from './item-path';
import { PublicationBadge } from './publication-badge';

/** The activities, with those that are not public. */
export function ActivityListScreen(): ReactElement {
  const { t, dates, locale } = useInterface();
  const { account } = useSession();
  const [state, show] = useListState();
  const filter = filterOf(state, account.isBound);
  const order = orderArgument(state, ['TITLE', 'STARTS_ON', 'UPDATED_AT', 'CODE']);
  const reading = useReading(StudioActivitiesDocument, {
    ...pageArguments(state),
    filter,
    ...(order !== null && { orderBy: [order] }),
  });
  const facets = useReading(StudioActivityFacetsDocument, {}).data?.activities.facets;
  const partActions = useActivityActions();
  const clock = new LocalTime(locale);
  return (
    <ListScreen
      title={t('nav.activities')}
      path="/activities"
      state={state}
      onChange={show}
      reading={reading}
      pageOf={({ page }) => page}
      titleOf={({ title }) => title}
      hasNew
      filters={[
        { name: 'text', label: t('filter.text') },
        { name: 'year', label: t('field.year'), options: optionsOf(facets?.years) },
        { name: 'country', label: t('field.country'), options: optionsOf(facets?.countries) },
        {
          name: 'participatingCountry',
          label: t('filter.participatingCountry'),
          options: optionsOf(facets?.participatingCountries),
        },
        { name: 'network', label: t('type.NETWORK'), options: optionsOf(facets?.networks) },
        { name: 'programme', label: t('field.programme'), options: optionsOf(facets?.programmes) },
        { name: 'topic', label: t('filter.topic'), options: optionsOf(facets?.topics) },
        { name: 'type', label: t('field.activityType'), options: optionsOf(facets?.activityTypes) },
        { name: 'language', label: t('filter.language'), options: optionsOf(facets?.locales) },
      ]}
      bulkActions={[...publicationActions('ACTIVITY', t), ...partActions]}
      columns={[
        {
          id: 'TITLE',
          title: t('column.title'),
          isSortable: true,
          show: ({ id, title }) => <Link to={itemPath('ACTIVITY', id)}>{title}</Link>,
        },
        {
          id: 'STATE',
          title: t('column.state'),
          show: ({ publication }) => <PublicationBadge publication={publication} />,
        },
        {
          id: 'CODE',
          title: t('field.code'),
          isSortable: true,
          show: ({ operativeDimension }) => operativeDimension.code,
        },
        {
          id: 'STARTS_ON',
          title: t('column.dates'),
          isSortable: true,
          show: ({ startsOn, endsOn }) => dates.range(startsOn, endsOn),
        },
        {
          id: 'COUNTRY',
          title: t('field.country'),
          show: ({ operativeDimension }) => operativeDimension.country?.name,
        },
        {
          id: 'NETWORKS',
          title: t('field.networks'),
          show: ({ networks }) => networks.map(({ acronym, name }) => acronym ?? name).join(', '),
        },
        {
          id: 'UPDATED_AT',
          title: t('column.changed'),
          isSortable: true,
          show: ({ updatedAt }) => clock.show(updatedAt),
        },
      ]}
    >
      <section aria-labelledby="export">
        <h2 id="export">{t('export.title')}</h2>
        <p className="hint">{t('export.hint')}</p>
        <ul className="links">
          {exportFormats.map((format) => (
            <li key={format}>
              <a href={exportAddress(format, filter, order, locale)} download>
                {format.toUpperCase()}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </ListScreen>
  );
}

/** The search for words covers drafts of unbound editors only. Others search titles. */
function filterOf(state: ListState, isBound: boolean): ActivityFilter {
  const { text, year, country, participatingCountry, network, programme, topic, type, language } = state;
  return {
    ...(text !== undefined && (isBound ? { title: { contains: text } } : { text })),
    ...(year !== undefined && Number.isInteger(Number(year)) && { year: { eq: Number(year) } }),
    ...(country !== undefined && { country: [country] }),
    ...(participatingCountry !== undefined && { participatingCountry: [participatingCountry] }),
    ...(network !== undefined && { network: [network] }),
    ...(programme !== undefined && { programme: [programme] }),
    ...(topic !== undefined && { topic: [topic] }),
    ...(type !== undefined && { activityType: [type as ActivityType] }),
    ...(language !== undefined && { locale: [language] }),
  };
}

function optionsOf(
  facets: readonly StudioFacetFragment[] = [],
): readonly { readonly value: string; readonly label: string }[] {
  return facets.flatMap(({ value, label }) => (value === null ? [] : [{ value, label: label ?? value }]));
}
