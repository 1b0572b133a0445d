import { ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { WebhookDelivery } from './webhook-delivery.entity';
import { Webhook } from './webhook.entity';

@ObjectType({ simpleResolvers: true, description: 'A webhook in a list.' })
class WebhookEdge extends edgeType(Webhook) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of webhooks.' })
export class WebhookConnection extends connectionType(Webhook, WebhookEdge) {}

@ObjectType({ simpleResolvers: true, description: 'A message to a webhook in a list.' })
class WebhookDeliveryEdge extends edgeType(WebhookDelivery) {}

@ObjectType({ simpleResolvers: true, description: 'A page of the messages to a webhook.' })
export class WebhookDeliveryConnection extends connectionType(WebhookDelivery, WebhookDeliveryEdge) {}
