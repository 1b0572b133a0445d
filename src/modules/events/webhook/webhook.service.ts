import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../../../core/access/request-context';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { getKey } from '../../../core/types/global-id';
import { takeAdvisoryLock } from '../../../database/sql/advisory-lock';
import { sql } from '../../../database/sql/sql';
import { executeSql, forShare } from '../../../database/sql/write-sql';
import { ConflictError, NotFoundError } from '../../../errors';
import { Webhook } from './webhook.entity';
import type { CreateWebhookInput, DeleteWebhookInput, RedeliverWebhookDeliveryInput } from './webhook.input';
import { assertManagesWebhooks } from './webhook.loaders';
import { WebhookDelivery, WebhookDeliveryState } from './webhook-delivery.entity';
import type { WebhookSecrets } from './webhook-secrets';
import type { WebhookTargets } from './webhook-targets';

/** Maximum number of webhooks. Each is polled every second and may have several attempts running. */
const MAX_WEBHOOKS = 100;

/** Manages webhooks. Each method throws ForbiddenError unless the viewer is an administrator. */
export class Webhooks {
  constructor(
    private readonly mutations: MutationRunner,
    private readonly secrets: WebhookSecrets,
    private readonly targets: WebhookTargets,
  ) {}

  /**
   * Creates a webhook. Returns its id and its secret, which is returned only here, and again when the call is repeated.
   *
   * @throws InvalidInputError with all problems of the input
   * @throws ConflictError when there are 100 webhooks already
   * @throws NotFoundError when the call is repeated, and its webhook is deleted
   */
  async create(context: RequestContext, input: CreateWebhookInput): Promise<{ id: number; secret: string }> {
    assertManagesWebhooks(context.viewer);
    const problems = new Problems();
    const url = this.targets.check(problems, 'input.url', input.url);
    checkEvents(problems, input.events);
    problems.assertNone();
    const sealed = await this.secrets.create();
    let sealedSecret = sealed.sealedSecret;
    const id = await this.mutations.run(
      context,
      { mutation: 'createWebhook', input },
      async ({ manager, viewer, now }) => {
        await assertBelowLimit(manager);
        const webhook = { url, eventTypes: input.events.join(' '), ...sealed, createdAt: now, disabledAt: null };
        return manager.save(manager.create(Webhook, { ...webhook, createdById: viewer.accountId }));
      },
      async ({ manager }, createdId) => {
        sealedSecret = await getSealedSecret(manager, createdId);
      },
    );
    return { id, secret: await this.secrets.reveal(sealedSecret) };
  }

  /**
   * Deletes a webhook and its deliveries. Returns its id.
   *
   * @throws NotFoundError when there is no such webhook
   */
  async delete(context: RequestContext, input: DeleteWebhookInput): Promise<number> {
    assertManagesWebhooks(context.viewer);
    const id = getKey(input.id, Webhook.name, 'input.id');
    return this.mutations.run(context, { mutation: 'deleteWebhook', input }, async ({ manager }) => {
      const { affected } = await manager.delete(Webhook, { id });
      if (affected === 0) throw webhookNotFound();
      return { id };
    });
  }

  /**
   * Sends a delivery again, in any state. Returns its id.
   *
   * @throws NotFoundError when there is no such delivery
   * @throws ConflictError when its webhook is disabled
   */
  async redeliver(context: RequestContext, input: RedeliverWebhookDeliveryInput): Promise<number> {
    assertManagesWebhooks(context.viewer);
    const id = getKey(input.id, WebhookDelivery.name, 'input.id');
    const call = { mutation: 'redeliverWebhookDelivery', input };
    return this.mutations.run(context, call, async ({ manager, now }) => {
      await assertEnabled(manager, id);
      const again = { state: WebhookDeliveryState.PENDING, attempts: 0, unfinishedAttempts: 0, nextAttemptAt: now };
      await manager.update(WebhookDelivery, { id }, again);
      return { id };
    });
  }
}

function checkEvents(problems: Problems, events: readonly string[]): void {
  if (events.length === 0) problems.add('input.events', 'REQUIRED', 'must contain at least one event');
  for (const [number, event] of events.entries()) {
    if (events.indexOf(event) < number) {
      problems.add(`input.events.${number}`, 'INVALID', 'must not repeat an earlier event');
    }
  }
}

async function getSealedSecret(manager: EntityManager, id: number): Promise<string> {
  const webhook = await manager.findOne(Webhook, { where: { id }, select: { id: true, sealedSecret: true } });
  if (webhook === null) throw webhookNotFound();
  return webhook.sealedSecret;
}

function webhookNotFound(): NotFoundError {
  return new NotFoundError('No webhook with this id exists');
}

/** Checks that one more webhook may be created. Concurrent creations wait until this unit of work ends. */
async function assertBelowLimit(manager: EntityManager): Promise<void> {
  await takeAdvisoryLock(manager, 'webhooks');
  if ((await manager.count(Webhook)) < MAX_WEBHOOKS) return;
  throw new ConflictError(`There are ${MAX_WEBHOOKS} webhooks already: delete one first`);
}

/** Checks that the webhook of a delivery is enabled. It cannot be disabled until this unit of work ends. */
async function assertEnabled(manager: EntityManager, deliveryId: number): Promise<void> {
  const [webhook] = await executeSql<{ disabledAt: string | null }>(
    manager,
    sql`SELECT w.disabled_at FROM webhook w
      WHERE w.id = (SELECT d.webhook_id FROM webhook_delivery d WHERE d.id = ${deliveryId})
      ${forShare(manager)}`,
  );
  if (webhook === undefined) throw new NotFoundError('No delivery with this id exists');
  if (webhook.disabledAt !== null) throw new ConflictError('The webhook is disabled: create another webhook');
}
