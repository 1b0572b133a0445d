import type { ReactElement } from 'react';
import {
  type PublicationState,
  type PublishableType,
  StudioUnpublishedDocument,
  type StudioUnpublishedQuery,
} from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { forwardPageArguments, useListState } from '../lists/list-state';
import { Publishing } from '../publication/publishing';
import { useReading } from '../reading';
import { ItemLink } from './item-link';
import { stateColumn, stateFilter } from './state-column';

type UnpublishedItem = NonNullable<StudioUnpublishedQuery['unpublished']>['nodes'][number];

const STATES = ['DRAFT', 'SCHEDULED', 'ARCHIVED'] as const satisfies readonly PublicationState[];
const TYPES = ['ACTIVITY', 'NEWS_ITEM', 'NETWORK', 'RESTRICTED_DOCUMENT'] as const satisfies readonly PublishableType[];

/** What the editor may edit and the public does not see, of every type. */
export function UnpublishedListScreen(): ReactElement {
  const { t, clock } = useInterface();
  const [state, show] = useListState();
  const wantedState = STATES.find((one) => one === state['state']);
  const wantedType = TYPES.find((one) => one === state['type']);
  const conditions = {
    ...(wantedState !== undefined && { states: [wantedState] }),
    ...(wantedType !== undefined && { types: [wantedType] }),
    ...(state['mine'] === 'true' && { isMine: true }),
  };
  const reading = useReading(StudioUnpublishedDocument, { ...forwardPageArguments(state), ...conditions });
  return (
    <ListScreen
      title={t('nav.unpublished')}
      path="/unpublished"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioUnpublishedDocument, { ...page, ...conditions })}
      pageOf={({ unpublished }) => unpublished}
      titleOf={({ title }: UnpublishedItem) => title}
      localeOf={({ locale }: UnpublishedItem) => locale}
      hasNew={false}
      isForwardOnly
      filters={[
        stateFilter(t, STATES),
        {
          name: 'type',
          label: t('column.type'),
          options: TYPES.map((value) => ({ value, label: t(`type.${value}`) })),
        },
        { name: 'mine', label: t('filter.mine'), options: [{ value: 'true', label: t('filter.onlyMine') }] },
      ]}
      bulkActions={[
        {
          id: 'publish',
          label: t('publishing.publish'),
          run: (api, { id, type, publication }) =>
            new Publishing(api, type).publish({ id, version: publication.version }),
        },
        {
          id: 'delete',
          label: t('publishing.delete'),
          look: 'danger',
          run: (api, { id, type, publication }) =>
            new Publishing(api, type).delete({ id, version: publication.version }),
        },
      ]}
      columns={[
        {
          id: 'TITLE',
          title: t('column.title'),
          text: ({ title }) => title,
          show: (item) => <ItemLink {...item} />,
        },
        { id: 'TYPE', title: t('column.type'), text: ({ type }) => t(`type.${type}`) },
        stateColumn(t),
        {
          id: 'CHANGED',
          title: t('column.changed'),
          text: ({ changedAt }) => changedAt,
          show: ({ changedAt }) => changedAt !== null && clock.show(changedAt),
        },
      ]}
    />
  );
}
