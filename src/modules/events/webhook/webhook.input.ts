import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import { Webhook } from './webhook.entity';
import { WebhookDelivery } from './webhook-delivery.entity';
import { WebhookEvent } from './webhook-event';

@InputType({ description: 'Values of a new webhook.' })
export class CreateWebhookInput extends MutationInput {
  @Field({
    description:
      'URL to send messages to: http or https, at most 2,000 characters, without credentials and fragment. Addresses of ' +
      'private networks are BAD_USER_INPUT, unless the configuration of the server allows them.',
  })
  url!: string;

  @Field(() => [WebhookEvent], {
    description: 'Events that the webhook receives: at least one, and each at most once.',
  })
  events!: WebhookEvent[];
}

@ObjectType({ simpleResolvers: true, description: 'Result of creating a webhook.' })
export class CreateWebhookPayload {
  @Field({
    description:
      'Secret that signs the messages, in the form of Standard Webhooks: `whsec_` and base64. It is returned only here, and ' +
      'again when the call is repeated with the same `clientMutationId`.',
  })
  secret!: string;

  @Field(() => Webhook, { description: 'Created webhook, without its secret.' })
  webhook!: Webhook;
}

@InputType({ description: 'Webhook to delete.' })
export class DeleteWebhookInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the webhook to delete.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of deleting a webhook.' })
export class DeleteWebhookPayload extends DeletePayload {}

@InputType({ description: 'Delivery to send again.' })
export class RedeliverWebhookDeliveryInput extends MutationInput {
  @Field(() => ID, { description: 'Global id of the webhook delivery to send again.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of sending a delivery again.' })
export class RedeliverWebhookDeliveryPayload {
  @Field(() => WebhookDelivery, { description: 'Delivery that is sent again. It is pending now.' })
  webhookDelivery!: WebhookDelivery;
}
