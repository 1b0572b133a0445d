import type { Logger } from 'pino';
import type { Config } from '../config';
import { SECOND_MS } from '../core/time';
import type { Database } from '../database/database';
import { OperationCancelledError } from '../errors';
import { closeHttp } from '../http/http-app';
import { flushLog } from '../http/requests/logger';
import type { SiteThread } from '../http/site/site-thread';
import type { Storage } from '../storage/open-storage';
import type { BackgroundWork } from './background-work';
import type { GraphqlServer } from './graphql-server';
import type { HttpServer } from './http-server';
import type { Observation } from './observation';

interface RunningParts extends Pick<HttpServer, 'http'> {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly storage: Storage;
  readonly site: SiteThread | null;
  readonly graphql: GraphqlServer;
  readonly observation: Observation;
  readonly background: BackgroundWork;
  readonly closeMetrics: () => void;
  /** Ends mails and messages of webhooks that are being sent. */
  readonly ending: AbortController;
}

/** Waits for running requests and background work within SHUTDOWN_GRACE, then releases everything. */
export async function shutDown({
  config,
  logger,
  database,
  http,
  storage,
  site,
  graphql,
  observation,
  background,
  closeMetrics,
  ending,
}: RunningParts): Promise<void> {
  const graceMs = config.shutdownGraceSeconds * SECOND_MS;
  // Mails and messages of webhooks that have no reply by then are sent again after the next start.
  const untilEnding = setTimeout(() => {
    ending.abort();
  }, 0.5 * graceMs);
  // The rest of the time is for the responses of stopped operations, and for background work.
  const timer = setTimeout(() => {
    graphql.operations.stopAll(new OperationCancelledError('The server is stopping: send the operation again'));
    // Otherwise, a backlog would outlast the time, and the process would exit in the middle of a change.
    database.rejectWaiting();
  }, 0.8 * graceMs);
  await closeHttp(http, 0.9 * graceMs);
  await site?.close();
  closeMetrics();
  const sent = observation.tracing?.shutdown(0.05 * graceMs);
  await graphql.apollo.stop();
  await background.stop();
  clearTimeout(untilEnding);
  clearTimeout(timer);
  storage.close();
  await database.close();
  await sent;
  await flushLog(logger);
}
