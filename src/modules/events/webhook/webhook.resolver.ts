import { Arg, Args, Ctx, Extensions, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PagingArgs, type Connection } from '../../../core/listing/connection';
import { encodeGlobalId } from '../../../core/types/global-id';
import { Auth } from '../../../core/access/auth';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Account } from '../../identity/account.entity';
import { accountById } from '../../identity/account.loaders';
import { getChangedItem } from '../../../core/mutations/changed';
import { listAll } from '../../../core/listing/list';
import { WebhookDelivery } from './webhook-delivery.entity';
import { messageId } from './webhook-event';
import { WebhookConnection, WebhookDeliveryConnection, deliveriesByWebhookId, webhookListing } from './webhook.listing';
import { Webhook } from './webhook.entity';
import {
  CreateWebhookInput,
  CreateWebhookPayload,
  DeleteWebhookInput,
  DeleteWebhookPayload,
  RedeliverWebhookDeliveryInput,
  RedeliverWebhookDeliveryPayload,
} from './webhook.input';
import { webhookById, webhookDeliveryById } from './webhook.loaders';
import type { Webhooks } from './webhook.service';

@Resolver(() => Webhook)
export class WebhookResolver {
  constructor(private readonly service: Webhooks) {}

  @Auth(Role.ADMIN)
  @Query(() => WebhookConnection, {
    name: 'webhooks',
    nullable: true,
    description:
      'The webhooks, newest first, those that are told of nothing any more among them; null, and FORBIDDEN, for ' +
      'whoever is no ADMIN.',
  })
  list(@Args(() => PagingArgs) args: PagingArgs, @Ctx() context: RequestContext): Connection<Webhook> {
    return listAll(context, webhookListing, args);
  }

  @Auth(Role.ADMIN)
  @Mutation(() => CreateWebhookPayload, {
    description:
      'Makes a webhook, which is told of what happens from now on. There are 100 at most; one more is a CONFLICT.',
  })
  async createWebhook(
    @Arg('input', () => CreateWebhookInput, { description: 'What it is to be.' }) input: CreateWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateWebhookPayload> {
    const { id, secret } = await this.service.create(context, input);
    return { secret, webhook: await getChangedItem(context.loaders, webhookById, id) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => DeleteWebhookPayload, {
    description:
      'Deletes a webhook with its deliveries: it is sent nothing more, but what is under way may yet arrive.',
  })
  async deleteWebhook(
    @Arg('input', () => DeleteWebhookInput, { description: 'Which.' }) input: DeleteWebhookInput,
    @Ctx() context: RequestContext,
  ): Promise<DeleteWebhookPayload> {
    return { deletedId: encodeGlobalId(Webhook.name, await this.service.delete(context, input)) };
  }

  @Auth(Role.ADMIN)
  @Mutation(() => RedeliverWebhookDeliveryPayload, {
    description:
      'Sends a message again, now, whatever has become of it, with all its tries before it. CONFLICT when the receiver ' +
      'of the webhook wants no more.',
  })
  async redeliverWebhookDelivery(
    @Arg('input', () => RedeliverWebhookDeliveryInput, { description: 'Which.' }) input: RedeliverWebhookDeliveryInput,
    @Ctx() context: RequestContext,
  ): Promise<RedeliverWebhookDeliveryPayload> {
    const id = await this.service.redeliver(context, input);
    return { webhookDelivery: await getChangedItem(context.loaders, webhookDeliveryById, id) };
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'Who made it; null: the account is gone.',
  })
  createdBy(@Root() { createdById }: Webhook, @Ctx() { loaders }: RequestContext): Promise<Account | null> | null {
    return createdById === null ? null : loaders.load(accountById, createdById);
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'The messages to it, of the newest event first. They are kept for 30 days.',
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
  @FieldResolver(() => String, {
    description: 'Its `webhook-id`, by which a receiver knows a repeat: the same in every try, and for every webhook.',
  })
  messageId(@Root() delivery: WebhookDelivery): string {
    return messageId(delivery);
  }
}
