import { Link, useParams } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { StudioItemTitleDocument, type PublishableType } from '../../../clients/typescript/src/index.js';
import { useReading } from '../api';
import { itemPath } from '../content/item-path';
import { useInterface } from '../interface';
import { Screen } from '../shell/screen';
import { Shown } from '../ui/waiting';
import { PublicationTab } from './publication-tab';

const types: Readonly<Record<string, PublishableType>> = {
  Activity: 'ACTIVITY',
  NewsItem: 'NEWS_ITEM',
  Network: 'NETWORK',
  RestrictedDocument: 'RESTRICTED_DOCUMENT',
};

/** The publication of one item, for items that have no screen of their own: restricted documents. */
export function PublicationScreen(): ReactElement {
  const { t } = useInterface();
  const { id } = useParams({ from: '/publication/$id' });
  const reading = useReading(StudioItemTitleDocument, { id });
  return (
    <Shown reading={reading}>
      {({ item }) => {
        const type = types[item?.__typename ?? ''];
        if (item === null || !('title' in item) || type === undefined)
          return <Screen title={t('notFound.title')}>{null}</Screen>;
        return (
          <Screen title={item.title}>
            {'activity' in item && (
              <p>
                <Link to={itemPath('ACTIVITY', item.activity.id)}>{item.activity.title}</Link>
              </p>
            )}
            <PublicationTab type={type} id={id} />
          </Screen>
        );
      }}
    </Shown>
  );
}
