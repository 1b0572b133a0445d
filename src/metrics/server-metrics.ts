import type { Metrics } from './metrics';

interface Load {
  readonly running: number;
  readonly waiting: number;
}

/** The parts of the server that metrics are read from when Prometheus asks. */
export interface ServerParts {
  readonly admission: () => Load & { readonly bytes: number; readonly refused: number };
  readonly statements: () => Load;
  readonly changes: () => Load;
  readonly passwords: () => Load;
  readonly markdown: () => Load;
  /** The number of requests that rate limits have refused since the start. */
  readonly rateLimited: () => number;
  readonly events: () => Promise<{
    readonly outboxSeconds: number;
    readonly webhookSeconds: number;
    readonly pendingDeliveries: number;
  }>;
}

/** Adds the metrics of the parts of the server. */
export function addServerMetrics(
  metrics: Metrics,
  { admission, statements, changes, passwords, markdown, rateLimited, events }: ServerParts,
): void {
  addLoad(metrics, 'entente_admission_operations', 'Operations over HTTP', admission);
  addLoad(metrics, 'entente_sql_statements', 'SQL statements of operations', statements);
  addLoad(metrics, 'entente_changes', 'Changes that are written', changes);
  addLoad(metrics, 'entente_password_hashes', 'Passwords that are hashed', passwords);
  addLoad(metrics, 'entente_markdown_texts', 'Markdown texts that the worker renders', markdown);
  metrics.addGauge(
    'entente_admission_bytes',
    'Estimated bytes of running operations, and bytes of responses that are being sent',
    null,
    () => admission().bytes,
  );
  metrics.addCounter('entente_admission_refused_total', 'Operations refused because the server was busy', () => {
    return admission().refused;
  });
  metrics.addCounter('entente_rate_limited_total', 'Requests refused by rate limits', rateLimited);
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

function addLoad(metrics: Metrics, name: string, what: string, load: () => Load): void {
  metrics.addGauge(name, `${what}, by state: running or waiting`, 'state', () => {
    const { running, waiting } = load();
    return { running, waiting };
  });
}
