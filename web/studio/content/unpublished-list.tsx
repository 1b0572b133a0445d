import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import {
  StudioUnpublishedDocument,
  type PublicationState,
  type PublishableType,
} from '../../../clients/typescript/src/index.js';
import { useReading } from '../api';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { forwardPageArguments, useListState } from '../lists/list-state';
import { LocalTime } from '../publication/local-time';
import { Publishing } from '../publication/publishing';
import { itemPath } from './item-path';
import { PublicationBadge } from './publication-badge';

const STATES = ['DRAFT', 'SCHEDULED', 'ARCHIVED'] as const satisfies readonly PublicationState[];
const TYPES = ['ACTIVITY', 'NEWS_ITEM', 'NETWORK', 'RESTRICTED_DOCUMENT'] as const satisfies readonly PublishableType[];

/** What the editor may edit and the public does not see, of every type. */
export function UnpublishedListScreen(): ReactElement {
  const { t, locale } = useInterface();
  const [state, show] = useListState();
  const wantedState = STATES.find((one) => one === state['state']);
  const wantedType = TYPES.find((one) => one === state['type']);
  const reading = useReading(StudioUnpublishedDocument, {
    ...forwardPageArguments(state),
    ...(wantedState !== undefined && { states: [wantedState] }),
    ...(wantedType !== undefined && { types: [wantedType] }),
    ...(state['mine'] === 'true' && { isMine: true }),
  });
  const clock = new LocalTime(locale);
  return (
    <ListScreen
      title={t('nav.unpublished')}
      path="/unpublished"
      state={state}
      onChange={show}
      reading={reading}
      pageOf={({ unpublished }) => unpublished}
      titleOf={({ title }) => title}
      hasNew={false}
      isForwardOnly
      filters={[
        {
          name: 'state',
          label: t('column.state'),
          options: STATES.map((value) => ({ value, label: t(`publication.${value}`) })),
        },
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
          show: ({ id, type, title }) => <Link to={itemPath(type, id)}>{title}</Link>,
        },
        { id: 'TYPE', title: t('column.type'), show: ({ type }) => t(`type.${type}`) },
        {
          id: 'STATE',
          title: t('column.state'),
          show: ({ publication }) => <PublicationBadge publication={publication} />,
        },
        {
          id: 'CHANGED',
          title: t('column.changed'),
          show: ({ changedAt }) => changedAt !== null && clock.show(changedAt),
        },
      ]}
    />
  );
}
