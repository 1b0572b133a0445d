import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { heldIn } from '../../../core/listing/list';
import type { Listing } from '../../../core/listing/listing';
import { listsByParent } from '../../../core/listing/nested-list';
import { OrderDirection } from '../../../core/listing/order';
import { selectRows } from '../../../core/listing/select-rows';
import type { RowsOfParent } from '../../../database/reading/sizes';
import { Webhook } from './webhook.entity';
import { isWebhookVisible } from './webhook.loaders';
import { WebhookDelivery } from './webhook-delivery.entity';

/** Webhooks, newest first. There are no other orders and no filters. */
export const webhookListing: Listing<Webhook, 'CREATED_AT', object> = {
  name: 'webhooks',
  table: 'webhook',
  alias: 'w',
  sorts: {
    CREATED_AT: {
      column: 'created_at',
      kind: 'text',
      nullable: false,
      reads: ['createdAt'],
      of: ({ createdAt }) => createdAt,
    },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: OrderDirection.DESC }],
  filters: {},
  isVisible: isWebhookVisible,
  select: selectRows(Webhook, 'w'),
};

const deliveryListing: Listing<WebhookDelivery, 'EVENT', object> = {
  name: 'webhookDeliveries',
  table: 'webhook_delivery',
  alias: 'd',
  sorts: {
    EVENT: { column: 'event_id', kind: 'integer', nullable: false, reads: [], of: ({ eventId }) => eventId },
  },
  defaultOrder: [{ field: 'EVENT', direction: OrderDirection.DESC }],
  filters: {},
  isVisible: isWebhookVisible,
  select: selectRows(WebhookDelivery, 'd'),
};

export const deliveriesOfWebhook: RowsOfParent = { table: 'webhook_delivery', parent: 'webhook_id', item: 'id' };

/** The deliveries of a webhook, starting with the newest event. */
export const deliveriesByWebhookId = listsByParent(deliveryListing, heldIn('d', deliveriesOfWebhook));

@ObjectType({ simpleResolvers: true, description: 'Webhook in a list, with its cursor.' })
class WebhookEdge extends edgeType(Webhook, 'webhook') {}

@ObjectType({ simpleResolvers: true, description: 'Page of a list of webhooks.' })
export class WebhookConnection extends connectionType(Webhook, WebhookEdge, 'webhooks') {}

@ObjectType({ simpleResolvers: true, description: 'Webhook delivery in a list, with its cursor.' })
class WebhookDeliveryEdge extends edgeType(WebhookDelivery, 'webhook delivery') {}

@ObjectType({ simpleResolvers: true, description: 'Page of the deliveries of a webhook.' })
export class WebhookDeliveryConnection extends connectionType(
  WebhookDelivery,
  WebhookDeliveryEdge,
  'webhook deliveries',
) {}
