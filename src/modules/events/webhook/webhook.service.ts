import type { EntityManager } from 'typeorm';
import sql from 'sql-template-tag';
import { takeAdvisoryLock } from '../../../database/lock';
import { executeSql, forShare } from '../../../database/write-sql';
import { ConflictError, NotFoundError } from '../../../errors';
import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { WebhookDelivery, WebhookDeliveryState } from './webhook-delivery.entity';
import type { WebhookSecrets } from './webhook-secrets';
import type { WebhookTargets } from './webhook-targets';
import { Webhook } from './webhook.entity';
import type { CreateWebhookInput, DeleteWebhookInput, RedeliverWebhookDeliveryInput } from './webhook.input';
import { assertKeepsWebhooks } from './webhook.loaders';

/** Every one of them is looked at every second, and may have some messages under way. */
const mostWebhooks = 100;

/** Keeping webhooks. Each method throws ForbiddenError to all but administrators. */
export class Webhooks {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly secrets: WebhookSecrets,
    private readonly targets: WebhookTargets,
  ) {}

  /**
   * Makes a webhook; gives its key, and its secret, which is told this once. So it has no `clientMutationId`: a repeat
   * could not be given the first answer.
   *
   * @throws InvalidInputError naming all that is wrong
   * @throws ConflictError when there are 100 already
   */
  async create(context: RequestContext, input: CreateWebhookInput): Promise<{ id: number; secret: string }> {
    assertKeepsWebhooks(context.viewer);
    const problems = new Problems();
    const url = this.targets.check(problems, 'input.url', input.url);
    checkEvents(problems, input.events);
    problems.assertNone();
    const { secret, kept } = await this.secrets.create();
    const call = { mutation: 'createWebhook', input: {} };
    const id = await this.mutations.run(context, call, async ({ manager, viewer, now }) => {
      await assertRoom(manager);
      const webhook = { url, eventTypes: input.events.join(' '), ...kept, createdAt: now, disabledAt: null };
      return manager.save(manager.create(Webhook, { ...webhook, createdById: viewer.accountId }));
    });
    return { id, secret };
  }

  /**
   * Deletes a webhook with its deliveries; gives the key that it had.
   *
   * @throws NotFoundError when there is no such webhook
   */
  async delete(context: RequestContext, input: DeleteWebhookInput): Promise<number> {
    assertKeepsWebhooks(context.viewer);
    const id = getKey(input.id, Webhook.name, 'input.id');
    return this.mutations.run(context, { mutation: 'deleteWebhook', input }, async ({ manager }) => {
      const { affected } = await manager.delete(Webhook, { id });
      if (affected === 0) throw new NotFoundError('There is no such webhook');
      return { id };
    });
  }

  /**
   * Has a message sent again, whatever has become of it; gives the key of the delivery.
   *
   * @throws NotFoundError when there is no such delivery
   * @throws ConflictError when its webhook was disabled
   */
  async redeliver(context: RequestContext, input: RedeliverWebhookDeliveryInput): Promise<number> {
    assertKeepsWebhooks(context.viewer);
    const id = getKey(input.id, WebhookDelivery.name, 'input.id');
    const call = { mutation: 'redeliverWebhookDelivery', input };
    return this.mutations.run(context, call, async ({ manager, now }) => {
      await assertTold(manager, id);
      const again = { state: WebhookDeliveryState.PENDING, attempts: 0, nextAttemptAt: now };
      await manager.update(WebhookDelivery, { id }, again);
      return { id };
    });
  }
}

function checkEvents(problems: Problems, events: readonly string[]): void {
  if (events.length === 0) problems.add('input.events', 'REQUIRED', 'A webhook is told of one event at least');
  for (const [number, event] of events.entries()) {
    if (events.indexOf(event) < number) problems.add(`input.events.${number}`, 'INVALID', 'This event is named twice');
  }
}

/** Until the unit of work ends, no other adds a webhook. */
async function assertRoom(manager: EntityManager): Promise<void> {
  await takeAdvisoryLock(manager, 'webhooks');
  if ((await manager.count(Webhook)) < mostWebhooks) return;
  throw new ConflictError(`There are ${mostWebhooks} webhooks already: delete one`);
}

/** Until the unit of work ends, the webhook of this delivery is not disabled. */
async function assertTold(manager: EntityManager, deliveryId: number): Promise<void> {
  const [webhook] = await executeSql<{ disabledAt: string | null }>(
    manager,
    sql`SELECT w.disabled_at FROM webhook w
      WHERE w.id = (SELECT d.webhook_id FROM webhook_delivery d WHERE d.id = ${deliveryId})
      ${forShare(manager)}`,
  );
  if (webhook === undefined) throw new NotFoundError('There is no such delivery');
  if (webhook.disabledAt !== null) throw new ConflictError('The receiver of this webhook wants no more messages');
}
