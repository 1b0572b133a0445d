import { type ContentIn, fieldsOf } from '../../../core/fields/field';
import { localized } from '../../../core/fields/localized-fields';
import { sql } from '../../../database/sql/sql';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { Network, networkFields, NetworkTranslation } from './network.entity';
import { isNetworkEditable, isNetworkVisible } from './network.policy';

const content = fieldsOf(Network, localized(Network, NetworkTranslation, networkFields));

export type NetworkContent = ContentIn<typeof content>;

export const publishableNetwork: PublishableDefinition<
  NetworkContent,
  Exclude<keyof NetworkContent, 'members' | 'translations'>
> = {
  name: PublishableType.NETWORK,
  nouns: ['network', 'networks'],
  content,
  publishedEvent: null,
  isVisible: (viewer) => isNetworkVisible(viewer, 't'),
  isEditable: (viewer) => isNetworkEditable(viewer, 't'),
  isOfNetwork: (networkId) => sql`t.id = ${networkId}`,
};
