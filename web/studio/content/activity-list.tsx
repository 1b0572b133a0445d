import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { StudioActivitiesDocument } from '../../../clients/typescript/src/index.js';
import { useReading } from '../api';
import { useInterface } from '../interface';
import { orderArgument, pageArguments } from '../lists/list-state';
import { ListTable } from '../lists/list-table';
import { Screen } from '../shell/screen';
import { Shown } from '../ui/waiting';
import { PublicationBadge } from './publication-badge';

/** The activities, with those that are not public. */
export function ActivityListScreen(): ReactElement {
  const { t, dates } = useInterface();
  const state = useSearch({ from: '/activities' });
  const navigate = useNavigate({ from: '/activities' });
  const order = orderArgument(state, ['TITLE', 'STARTS_ON', 'UPDATED_AT']);
  const reading = useReading(StudioActivitiesDocument, {
    ...pageArguments(state),
    ...(state['text'] !== undefined && { filter: { text: state['text'] } }),
    ...(order !== null && { orderBy: [order] }),
  });
  return (
    <Screen title={t('nav.activities')}>
      <Shown reading={reading}>
        {({ activities }) => (
          <ListTable
            label={t('nav.activities')}
            page={activities}
            state={state}
            onChange={(changed) => void navigate({ search: changed })}
            empty={t('list.empty')}
            columns={[
              { id: 'TITLE', title: t('column.title'), isSortable: true, show: ({ title }) => title },
              {
                id: 'STATE',
                title: t('column.state'),
                show: ({ publication }) => <PublicationBadge publication={publication} />,
              },
              {
                id: 'STARTS_ON',
                title: t('column.dates'),
                isSortable: true,
                show: ({ startsOn, endsOn }) => dates.range(startsOn, endsOn),
              },
              {
                id: 'UPDATED_AT',
                title: t('column.changed'),
                isSortable: true,
                show: ({ updatedAt }) => dates.time(updatedAt),
              },
            ]}
          />
        )}
      </Shown>
    </Screen>
  );
}
