import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MutationInput } from '../../../core/mutations/mutation-inputs';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import { WebhookDelivery } from './webhook-delivery.entity';
import { WebhookEvent } from './webhook-event';
import { Webhook } from './webhook.entity';

@InputType({ description: 'What a new webhook is to be.' })
export class CreateWebhookInput {
  @Field({
    description:
      'Where to send messages: an http or https URL of at most 2,000 characters, without credentials and fragment. ' +
      'Addresses of private networks are refused, unless the server is configured to allow them.',
  })
  url!: string;

  @Field(() => [WebhookEvent], { description: 'What to tell of: one event at least, each once.' })
  events!: WebhookEvent[];
}

@ObjectType({ simpleResolvers: true, description: 'The webhook that was made.' })
export class CreateWebhookPayload {
  @Field({
    description:
      'What its messages are signed with, as Standard Webhooks writes it: `whsec_` and base64. Told this once.',
  })
  secret!: string;

  @Field(() => Webhook, { description: 'What is known of it.' })
  webhook!: Webhook;
}

@InputType({ description: 'Which webhook to delete.' })
export class DeleteWebhookInput extends MutationInput {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The webhook that was deleted.' })
export class DeleteWebhookPayload extends DeletePayload {}

@InputType({ description: 'Which message to send again.' })
export class RedeliverWebhookDeliveryInput extends MutationInput {
  @Field(() => ID, { description: 'The id of the delivery.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The message that is sent again.' })
export class RedeliverWebhookDeliveryPayload {
  @Field(() => WebhookDelivery, { description: 'The delivery, which is pending now.' })
  webhookDelivery!: WebhookDelivery;
}
