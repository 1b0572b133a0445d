import type { Logger } from 'pino';
import type { Config } from '../config';
import type { RequestContext } from '../core/access/request-context';
import { markdownRenderer } from '../core/markdown/markdown-renderer';
import type { Database } from '../database/database';
import type { Admission } from '../graphql/admission/admission';
import type { OperationReport } from '../graphql/operations/operation-report.plugin';
import { Metrics } from '../metrics/metrics';
import { addServerMetrics } from '../metrics/server-metrics';
import type { EventsModule } from '../modules/events/events.module';
import { findKeyIds } from '../modules/files/stored-files';
import type { IdentityModule } from '../modules/identity/identity.module';
import type { KeyRing } from '../storage/key-ring';
import { missingKeys } from '../storage/stored-keys';
import { startTracing, type Tracing } from '../tracing/tracing';

/** What operators see of the server, apart from its log. */
export interface Observation {
  /** null: nobody reads metrics. */
  readonly metrics: Metrics | null;
  /** null: nothing is traced. */
  readonly tracing: Tracing | null;
}

export async function startObservation(config: Config, logger: Logger): Promise<Observation> {
  return {
    metrics: config.metricsAddress === null ? null : new Metrics(),
    tracing: config.tracing && (await startTracing(config.tracing, logSpans(logger))),
  };
}

interface ObservedParts {
  readonly database: Database;
  readonly admission: Admission;
  readonly identity: IdentityModule;
  readonly events: EventsModule;
}

/** Adds what the parts of the server are doing to the metrics. */
export function observeParts({ metrics }: Observation, { database, admission, identity, events }: ObservedParts): void {
  if (metrics === null) return;
  addServerMetrics(metrics, {
    admission: () => admission.counts,
    statements: () => database.read.load,
    changes: () => database.writeLoad,
    passwords: () => identity.passwords.load,
    markdown: () => markdownRenderer.load,
    rateLimited: () => identity.rateLimits?.refused ?? 0,
    events: events.lag,
  });
}

/** Counts operations that have ended. */
export function countOperations(metrics: Metrics) {
  return ({ type, name, outcome, milliseconds }: OperationReport, { operation, reading }: RequestContext): void => {
    metrics.countOperation({
      type,
      name,
      outcome,
      cost: operation.cost,
      seconds: milliseconds / 1000,
      statements: reading.statements,
      statementSeconds: reading.usedMs / 1000,
    });
  };
}

/** Logs when a replica is left out, with those that are left out now, and when it is in service again. */
export function logReplicas(database: Database, logger: Logger): void {
  const report = (replica: string, problem: string | null): void => {
    if (problem === null) logger.info({ replica }, 'the replica is in service');
    else logger.warn({ replica, problem }, 'the replica is left out');
  };
  database.onReplicaChange(report);
  for (const { host, problem } of database.replicaProblems()) report(host, problem);
}

/** Logs a warning if the key ring lacks keys that files, mails or secrets of webhooks are encrypted with. */
export async function logMissingKeys({ read }: Database, keyRing: KeyRing, logger: Logger): Promise<void> {
  const missing = await missingKeys(keyRing, await findKeyIds(read));
  if (missing.length === 0) return;
  logger.warn(
    { missing },
    'Keys are missing: what is encrypted with them cannot be read until they are added to DOCUMENT_KEY_FILE or DOCUMENT_KEY',
  );
}

/** Logs when spans cannot be sent, and when they can be sent again. */
function logSpans(logger: Logger): (problem: Error | null) => void {
  return (problem) => {
    if (problem === null) logger.info('spans are sent again');
    else logger.warn({ err: problem }, 'spans cannot be sent');
  };
}
