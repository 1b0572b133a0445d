import type { ReactElement } from 'react';
import {
  StudioActivitiesDocument,
  StudioActivityFacetsDocument,
  StudioActivityFurtherFacetsDocument,
} from '../../../clients/typescript/src/studio.js';
import { latestFirst } from '../../shared/latest-years';
import { useInterface } from '../interface';
import { exportAddress, exportFormats, publicConditionsOf } from '../lists/exports';
import { ListScreen } from '../lists/list-screen';
import { orderArgument, pageArguments, useListState } from '../lists/list-state';
import { publicationActions } from '../publication/bulk-publication';
import { useReading } from '../reading';
import { useSession } from '../session';
import { useActivityActions } from './activity-actions';
import { activityFilterOf, activityFilters } from './activity-filters';
import { ItemLink } from './item-link';
import { stateColumn } from './state-column';

/** The activities, with those that are not public. */
export function ActivityListScreen(): ReactElement {
  const { t, dates, locale, clock } = useInterface();
  const { account } = useSession();
  const percent = new Intl.NumberFormat(locale, { style: 'percent' });
  const [state, show] = useListState();
  const filter = activityFilterOf(state, account.isBound);
  const order = orderArgument(state, ['TITLE', 'STARTS_ON', 'UPDATED_AT', 'CODE']);
  const conditions = { filter, ...(order !== null && { orderBy: [order] }) };
  const reading = useReading(StudioActivitiesDocument, { ...pageArguments(state), ...conditions });
  const shown = useReading(StudioActivityFacetsDocument, {}).data?.activities.facets;
  const further = useReading(StudioActivityFurtherFacetsDocument, {}).data?.activities.facets;
  const publicConditions = publicConditionsOf(filter);
  const partActions = useActivityActions();
  return (
    <ListScreen
      title={t('nav.activities')}
      path="/activities"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioActivitiesDocument, { ...page, ...conditions })}
      pageOf={({ page }) => page}
      titleOf={({ title }) => title}
      localeOf={({ locale }) => locale}
      hasNew
      filters={activityFilters(t, { ...shown, ...further, years: latestFirst(shown?.years ?? []) })}
      bulkActions={[...publicationActions('ACTIVITY', t), ...partActions]}
      columns={[
        {
          id: 'TITLE',
          title: t('column.title'),
          isSortable: true,
          text: ({ title }) => title,
          show: (item) => <ItemLink type="ACTIVITY" {...item} />,
        },
        stateColumn(t),
        {
          id: 'CODE',
          title: t('field.code'),
          isSortable: true,
          text: ({ operativeDimension }) => operativeDimension.code,
        },
        {
          id: 'STARTS_ON',
          title: t('column.dates'),
          isSortable: true,
          show: ({ startsOn, endsOn }) => dates.range(startsOn, endsOn),
        },
        { id: 'FIRST_DAY', title: t('field.startsOn'), text: ({ startsOn }) => startsOn, isHidden: true },
        { id: 'LAST_DAY', title: t('field.endsOn'), text: ({ endsOn }) => endsOn, isHidden: true },
        {
          id: 'COUNTRY',
          title: t('field.country'),
          text: ({ operativeDimension }) => operativeDimension.country?.name,
        },
        {
          id: 'NETWORKS',
          title: t('field.networks'),
          text: ({ networks }) => networks.map(({ acronym, name }) => acronym ?? name).join(', '),
        },
        {
          id: 'COMPLETENESS',
          title: t('filter.completeness'),
          text: ({ completeness }) => percent.format(completeness.score / 100),
        },
        {
          id: 'UPDATED_AT',
          title: t('column.changed'),
          isSortable: true,
          text: ({ updatedAt }) => updatedAt,
          show: ({ updatedAt }) => clock.show(updatedAt),
        },
      ]}
      files={
        publicConditions && (
          <>
            <p className="hint">{t('export.hint')}</p>
            <ul className="links">
              {exportFormats.map((format) => (
                <li key={format}>
                  <a href={exportAddress(format, publicConditions, order, locale)} download>
                    {format.toUpperCase()}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )
      }
    />
  );
}
