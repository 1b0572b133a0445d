import type { ReactElement } from 'react';
import { type NewsItemFilter, StudioNewsItemsDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { type ListState, orderArgument, pageArguments, useListState } from '../lists/list-state';
import { instantOf } from '../local-time';
import { publicationActions } from '../publication/bulk-publication';
import { useReading } from '../reading';
import { useSession } from '../session';
import { ItemLink } from './item-link';
import { stateColumn, stateConditionOf, stateFilter } from './state-column';

/** The news, with those that are not public. */
export function NewsListScreen(): ReactElement {
  const { t, clock } = useInterface();
  const { account } = useSession();
  const [state, show] = useListState();
  const order = orderArgument(state, ['TITLE', 'PUBLISHED_AT']);
  const conditions = {
    filter: newsFilterOf(state, account.isBound),
    ...(order !== null && { orderBy: [order] }),
  };
  const reading = useReading(StudioNewsItemsDocument, { ...pageArguments(state), ...conditions });
  return (
    <ListScreen
      title={t('nav.news')}
      path="/news"
      state={state}
      onChange={show}
      reading={reading}
      read={(api, page) => api.read(StudioNewsItemsDocument, { ...page, ...conditions })}
      pageOf={({ page }) => page}
      titleOf={({ title }) => title}
      localeOf={({ locale }) => locale}
      hasNew
      filters={[
        { name: 'text', label: t('filter.text') },
        stateFilter(t),
        { name: 'activity', label: t('type.ACTIVITY'), reference: 'Activity' },
        { name: 'from', label: t('filter.publishedFrom'), type: 'date' },
        { name: 'until', label: t('filter.publishedUntil'), type: 'date' },
      ]}
      bulkActions={publicationActions('NEWS_ITEM', t)}
      columns={[
        {
          id: 'TITLE',
          title: t('column.title'),
          isSortable: true,
          text: ({ title }) => title,
          show: (item) => <ItemLink type="NEWS_ITEM" {...item} />,
        },
        stateColumn(t),
        {
          id: 'PUBLISHED_AT',
          title: t('field.publishedAt'),
          isSortable: true,
          text: ({ publishedAt }) => publishedAt,
          show: ({ publishedAt }) => publishedAt !== null && clock.show(publishedAt),
        },
        {
          id: 'UPDATED_AT',
          title: t('column.changed'),
          text: ({ updatedAt }) => updatedAt,
          show: ({ updatedAt }) => updatedAt !== null && clock.show(updatedAt),
        },
      ]}
    />
  );
}

/**
 * The conditions of an address as the API takes them. The search for words covers drafts of unbound editors only. Others search
 * titles. Days are those of the editor's clock.
 */
function newsFilterOf(state: ListState, isBound: boolean): NewsItemFilter {
  const { text, activity, from, until } = state;
  const [first, last] = [instantOf(`${from ?? ''}T00:00`), instantOf(`${until ?? ''}T23:59:59.999`)];
  return {
    ...(text !== undefined && (isBound ? { title: { contains: text } } : { text })),
    ...stateConditionOf(state),
    ...(activity !== undefined && { activity: [activity] }),
    ...((first !== null || last !== null) && {
      publishedAt: { ...(first !== null && { gte: first }), ...(last !== null && { lte: last }) },
    }),
  };
}
