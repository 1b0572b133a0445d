import sql, { raw, type Sql } from 'sql-template-tag';
import { oneByKey } from '../../../core/access/loader';
import { rowsOf } from '../../../core/access/request-context';
import { WebhookDelivery } from './webhook-delivery.entity';
import { Webhook } from './webhook.entity';
import { ForbiddenError } from '../../../errors';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere, type Viewer } from '../../../core/access/viewer';

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

/** Whether the viewer keeps webhooks: administrators of everything do. */
function keepsWebhooks(viewer: Viewer): boolean {
  return hasRoleEverywhere(viewer, Role.ADMIN);
}

/** Which webhooks and deliveries the viewer sees, as a condition: all of them or none. */
export function isWebhookVisible(viewer: Viewer): Sql {
  return raw(keepsWebhooks(viewer) ? '1 = 1' : '1 = 0');
}

/** @throws ForbiddenError when the viewer may neither make nor delete webhooks, nor have them told again */
export function assertKeepsWebhooks(viewer: Viewer): void {
  if (!keepsWebhooks(viewer)) throw new ForbiddenError('Only administrators of everything keep webhooks');
}
