import sql from 'sql-template-tag';
import { oneByKey } from '../../../core/access/loader';
import { rowsOf } from '../../../core/access/request-context';
import { WebhookDelivery } from './webhook-delivery.entity';
import { Webhook } from './webhook.entity';
import { isWebhookSeen } from './webhook.policy';

export const webhookById = oneByKey<number, Webhook>(
  async (ids, context) => {
    const { read, viewer } = context;
    const mapper = rowsOf(context, Webhook, 'w');
    const rows = await read.query(
      sql`SELECT ${mapper.columns} FROM webhook w WHERE ${read.isIn(sql`w.id`, ids)} AND ${isWebhookSeen(viewer)}`,
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
      WHERE ${read.isIn(sql`d.id`, ids)} AND ${isWebhookSeen(viewer)}`);
    return rows.map((row) => mapper.get(row));
  },
  ({ id }) => id,
);
