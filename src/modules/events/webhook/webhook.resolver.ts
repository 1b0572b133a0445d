import { Arg, Args, Ctx, Extensions, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, rowsOfParent, rowsOfTable } from '../../../core/cost/field-cost';
import { type Connection, PagingArgs } from '../../../core/listing/connection';
import { listAll } from '../../../core/listing/list';
import { getChangedItem } from '../../../core/mutations/mutation-payloads';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Account } from '../../identity/account/account.entity';
import { accountById } from '../../identity/account/account.loaders';
import { PublishableType } from '../../publishing/publishable';
import { itemById } from '../item-loaders';
import { Webhook } from './webhook.entity';
import {
  CreateWebhookInput,
  CreateWebhookPayload,
  DeleteWebhookInput,
  DeleteWebhookPayload,
  RedeliverWebhookDeliveryInput,
  RedeliverWebhookDeliveryPayload,
} from './webhook.input';
import {
  deliveriesByWebhookId,
  deliveriesOfWebhook,
  WebhookConnection,
  WebhookDeliveryConnection,
  webhookListing,
} from './webhook.listing';
import { failingSinceByWebhookId, webhookById, webhookDeliveryById } from './webhook.loaders';
import type { Webhooks } from './webhook.service';
import { WebhookDelivery } from './webhook-delivery.entity';
import { itemTypeOf, messageId } from './webhook-event';

@Resolver(() => Webhook)
export class WebhookResolver {
  constructor(private readonly service: Webhooks) {}

  @Auth(Role.ADMIN)
  @Cost({ lists: rowsOfTable('webhook') })
  @Query(() => WebhookConnection, {
    name: 'webhooks',
    nullable: true,
    description: 'All webhooks, newest first, including disabled ones.',
  })
  list(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<Webhook> {
    return listAll(context, webhookListing, args);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => CreateWebhookPayload, {
    description:
      'Creates a webhook, which receives the events from now on. CONFLICT if there are 100 webhooks already.',
  })
  async createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'Values of the new webhook.' }) input: CreateWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateWebhookPayload> {
    const { id, secret } = await this.service.create(context, input);
    return { secret, webhook: await getChangedItem(context.loaders, webhookById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteWebhookPayload, {
    description:
      'Deletes a webhook and its deliveries. No further message is sent, but a message that is being sent may still arrive.',
  })
  async deleteWebhook(
    @Arg('input', () => DeleteWebhookInput, { description: 'Webhook to delete.' }) input: DeleteWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteWebhookPayload> {
    return { deletedId: encodeGlobalId(Webhook.name, await this.service.delete(context, input)) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => RedeliverWebhookDeliveryPayload, {
    description:
      'Sends a delivery again now, in any state. All ten attempts are available again. CONFLICT if the webhook is disabled.',
  })
  async redeliverWebhookDelivery(
    @Arg('input', () => RedeliverWebhookDeliveryInput, { description: 'Delivery to send again.' })
    input: RedeliverWebhookDeliveryInput,
    @Ctx() context: RequestContext,
  ): Promise<RedeliverWebhookDeliveryPayload> {
    const id = await this.service.redeliver(context, input);
    return { webhookDelivery: await getChangedItem(context.loaders, webhookDeliveryById, id) };
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'Account that created the webhook. Null if it is deleted.',
  })
  createdBy(@Root() { createdById }: Webhook, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'Time of the first event whose delivery was attempted without success after the latest delivery that succeeded. ' +
      'Null while the receiver accepts deliveries.',
  })
  failingSince(@Root() { id }: Webhook, @Ctx() { loaders }: RequestContext): Promise<string | null> {
    return loaders.load(failingSinceByWebhookId, id);
  }

  @Cost({ lists: rowsOfParent('webhook_delivery', deliveriesOfWebhook) })
  @FieldResolver(() => WebhookDeliveryConnection, {
    description:
      'Deliveries to the webhook, starting with the newest event. They are deleted after 30 days, unless they are pending.',
  })
  deliveries(
    @Root() { id }: Webhook,
    @Args(() => PagingArgs) args: PagingArgs,
    @Ctx() context: RequestContext,
  ): Connection<WebhookDelivery> {
    return deliveriesByWebhookId(context, id, args);
  }
}

@Resolver(() => WebhookDelivery)
export class WebhookDeliveryResolver {
  @Extensions({ reads: ['occurredAt'] })
  @Cost({ statements: 0 })
  @FieldResolver(() => String, {
    description:
      'Header `webhook-id` of the message, by which receivers recognise repeats. It is the same for every attempt, and for every webhook.',
  })
  messageId(@Root() delivery: WebhookDelivery): string {
    return messageId(delivery);
  }

  @Extensions({ reads: ['type', 'itemType'] })
  @Cost({ statements: 0 })
  @FieldResolver(() => PublishableType, { description: 'Type of the item that the event is about.' })
  itemType(@Root() delivery: WebhookDelivery): PublishableType {
    return itemTypeOf(delivery);
  }

  @Extensions({ reads: ['type', 'itemType', 'itemId'] })
  // The items of a list may be of all types.
  @Cost({ statements: Object.keys(itemById).length })
  @FieldResolver(() => Node, {
    nullable: true,
    description: 'Item that the event is about, as it is now. Null if it is in the trash or deleted.',
  })
  node(@Root() delivery: WebhookDelivery, @Ctx() { loaders }: RequestContext): Promise<Node | null> {
    return loaders.load(itemById[itemTypeOf(delivery)], delivery.itemId);
  }
}
