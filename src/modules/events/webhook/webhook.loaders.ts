import { oneByKey } from '../../../core/access/loader';
import { type LoaderDefinition, rowsOf } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';
import { always, never } from '../../../database/sql/conditions';
import { raw, type Sql, sql } from '../../../database/sql/sql';
import { ForbiddenError } from '../../../errors';
import { Webhook } from './webhook.entity';
import { WebhookDelivery, WebhookDeliveryState } from './webhook-delivery.entity';

export const webhookById = oneByKey<number, Webhook>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, Webhook, 'w');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM webhook w WHERE ${read.isIn(sql`w.id`, ids)} AND ${isWebhookVisible(viewer)}`,
    );
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);

/**
 * The time of the first event that a webhook has missed since its latest success, by the id of the webhook; null if its latest
 * attempts succeeded.
 */
export const failingSinceByWebhookId: LoaderDefinition<number, string | null> = {
  batch: async (ids, { read, viewer }) => {
    // Ordered and limited instead of max(): an index of events leads to the latest success.
    const rows = await read.query<{ id: number; since: string | null }>(sql`
      SELECT w.id, (
        SELECT min(d.occurred_at) FROM webhook_delivery d
        WHERE d.webhook_id = w.id AND d.attempts > 0 AND d.state <> '${raw(WebhookDeliveryState.DELIVERED)}'
          AND d.event_id > COALESCE((
            SELECT s.event_id FROM webhook_delivery s
            WHERE s.webhook_id = w.id AND s.state = '${raw(WebhookDeliveryState.DELIVERED)}'
            ORDER BY s.event_id DESC LIMIT 1), 0)) AS since
      FROM webhook w WHERE ${read.isIn(sql`w.id`, ids)} AND ${isWebhookVisible(viewer)}`);
    const found = new Map(rows.map(({ id, since }) => [id, since]));
    return ids.map((id) => found.get(id) ?? null);
  },
};

export const webhookDeliveryById = oneByKey<number, WebhookDelivery>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, WebhookDelivery, 'd');
    const rows = await read.query(sql`
      SELECT ${mapper.columns} FROM webhook_delivery d
      WHERE ${read.isIn(sql`d.id`, ids)} AND ${isWebhookVisible(viewer)}`);
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);

/** True if the viewer manages webhooks, as unbound administrators do. */
function managesWebhooks(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.ADMIN);
}

/** Condition for the webhooks and deliveries that the viewer may see: all or none. */
export function isWebhookVisible(viewer: Viewer): Sql {
  return managesWebhooks(viewer) ? always : never;
}

/** @throws ForbiddenError unless the viewer may create and delete webhooks and send deliveries again */
export function assertManagesWebhooks(viewer: Viewer): void {
  if (!managesWebhooks(viewer)) throw new ForbiddenError('Managing webhooks requires the role ADMIN');
}
