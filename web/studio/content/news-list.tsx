import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { StudioNewsItemsDocument } from '../../../clients/typescript/src/index.js';
import { useReading } from '../api';
import { useInterface } from '../interface';
import { ListScreen } from '../lists/list-screen';
import { orderArgument, pageArguments, useListState } from '../lists/list-state';
import { publicationActions } from '../publication/bulk-publication';
import { LocalTime } from '../publication/local-time';
import { useSession } from '../session';
import { itemPath } from './item-path';
import { PublicationBadge } from './publication-badge';

/** The news, with those that are not public. */
export function NewsListScreen(): ReactElement {
  const { t, locale } = useInterface();
  const { account } = useSession();
  const [state, show] = useListState();
  const order = orderArgument(state, ['TITLE', 'PUBLISHED_AT']);
  const { text } = state;
  const reading = useReading(StudioNewsItemsDocument, {
    ...pageArguments(state),
    ...(text !== undefined && { filter: account.isBound ? { title: { contains: text } } : { text } }),
    ...(order !== null && { orderBy: [order] }),
  });
  const clock = new LocalTime(locale);
  return (
    <ListScreen
      title={t('nav.news')}
      path="/news"
      state={state}
      onChange={show}
      reading={reading}
      pageOf={({ page }) => page}
      titleOf={({ title }) => title}
      hasNew
      filters={[{ name: 'text', label: t('filter.text') }]}
      bulkActions={publicationActions('NEWS_ITEM', t)}
      columns={[
        {
          id: 'TITLE',
          title: t('column.title'),
          isSortable: true,
          show: ({ id, title }) => <Link to={itemPath('NEWS_ITEM', id)}>{title}</Link>,
        },
        {
          id: 'STATE',
          title: t('column.state'),
          show: ({ publication }) => <PublicationBadge publication={publication} />,
        },
        {
          id: 'PUBLISHED_AT',
          title: t('field.publishedAt'),
          isSortable: true,
          show: ({ publishedAt }) => publishedAt !== null && clock.show(publishedAt),
        },
        {
          id: 'UPDATED_AT',
          title: t('column.changed'),
          show: ({ updatedAt }) => updatedAt !== null && clock.show(updatedAt),
        },
      ]}
    />
  );
}
