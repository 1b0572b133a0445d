import type { Metrics } from './metrics';

interface Load {
  readonly running: number;
  readonly waiting: number;
}

/** The parts of the server that metrics are read from when Prometheus asks. */
export interface ServerParts {
  readonly admission: () => Load & { readonly bytes: number; readonly refused: number };
  readonly passwords: () => Load;
  /** The number of requests that rate limits have refused since the start. */
  readonly rateLimited: () => number;
  readonly events: () => Promise<{
    readonly outboxSeconds: number;
    readonly webhookSeconds: number;
    readonly pendingDeliveries: number;
  }>;
}

/** Adds the metrics of the parts of the server. */
export function addServerMetrics(metrics: Metrics, { admission, passwords, rateLimited, events }: ServerParts): void {
  metrics.addGauge('entente_admission_operations', 'Operations over HTTP by state: running or waiting', 'state', () => {
    const { running, waiting } = admission();
    return { running, waiting };
  });
  metrics.addGauge(
    'entente_admission_bytes',
    'Estimated bytes of running operations, and bytes of responses that are being sent',
    null,
    () => admission().bytes,
  );
  metrics.addCounter('entente_admission_refused_total', 'Operations refused because the server was busy', null, () => {
    return admission().refused;
  });
  metrics.addCounter('entente_rate_limited_total', 'Requests refused by rate limits', null, rateLimited);
  metrics.addGauge(
    'entente_password_hashes',
    'Passwords that are hashed, by state: running or waiting',
    'state',
    () => {
      const { running, waiting } = passwords();
      return { running, waiting };
    },
  );
  metrics.addGauge(
    'entente_event_lag_seconds',
    'Age of the oldest event not queued for webhooks (outbox), and overdue time of the oldest delivery (webhook)',
    'queue',
    async () => {
      const { outboxSeconds, webhookSeconds } = await events();
      return { outbox: outboxSeconds, webhook: webhookSeconds };
    },
  );
  metrics.addGauge('entente_webhook_deliveries_pending', 'Webhook deliveries that are not finished', null, async () => {
    return (await events()).pendingDeliveries;
  });
}
