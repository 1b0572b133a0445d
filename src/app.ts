import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Live } from './app/live';
import { createResolvers } from './app/resolvers';
import type { Config } from './config';
import { Database } from './database/database';
import { loadDemonstration, type DemonstrationPassword } from './seeds/load-demonstration';
import { createRequestContext, type RequestContext } from './core/access/request-context';
import { MINUTE_MS, type Clock } from './core/time';
import { Credentials } from './modules/identity/credentials';
import { Passwords } from './modules/identity/passwords';
import { ContentLinks } from './modules/documents/files/content-link';
import { ContentAccess } from './modules/documents/files/document-content.access';
import { DocumentDownloads } from './modules/documents/files/document-download.service';
import { UploadAccess } from './modules/documents/files/document-upload.access';
import { UploadReceiver } from './modules/documents/files/document-upload.receiver';
import { DocumentUploads } from './modules/documents/files/document-upload.service';
import { isAnythingEncrypted } from './modules/documents/files/document-content.rotation';
import { FileLeases } from './modules/documents/files/file-leases';
import { FileIngest } from './modules/documents/files/file-ingest';
import { MutationRunner } from './core/mutations/mutation-runner';
import { Publishing } from './modules/publishing/publishing.service';
import { deleteExpiredClientMutations } from './core/mutations/idempotency';
import { deleteExpiredPreviews } from './modules/publishing/previews';
import { entities } from './modules/entities';
import { Subscribers } from './modules/events/subscribers';
import { Throttle } from './modules/identity/throttle';
import { Grants } from './modules/documents/unlocking/grants';
import { Unlocking } from './modules/documents/unlocking/unlocking';
import { Trash } from './modules/editorial/trash.service';
import { Webhooks } from './modules/events/webhook/webhook.service';
import { StartupError } from './errors';
import { createApolloServer } from './graphql/apollo-server';
import { requestedFieldsPlugin } from './graphql/requested-fields.plugin';
import { createSchema } from './graphql/schema';
import { subscriptionPlugin, Subscriptions } from './graphql/subscriptions';
import { PeriodicJobs } from './core/background/periodic-jobs';
import { registerAccessLogRoute } from './http/access-log.route';
import { registerDownloadsRoute } from './http/downloads.route';
import { registerGraphqlWebSocket } from './http/graphql-websocket';
import { createHttpApp } from './http/http-app';
import { createLogger } from './http/logger';
import { factsOf } from './http/request-facts';
import { registerUploadsRoute } from './http/uploads.route';
import { openStorage, type Storage } from './storage/open-storage';

export interface AppOptions {
  readonly config: Config;
  /** Writes to standard output when absent. */
  readonly logger?: Logger;
  /** The computer's clock when absent. */
  readonly clock?: Clock;
}

export interface App {
  readonly http: FastifyInstance;
  readonly database: Database;
  /** The demonstration's new passwords; null unless this start has loaded it. */
  readonly demonstrationPasswords: DemonstrationPassword[] | null;
  /** Starts to listen; gives the address, e.g. `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Lets running requests end, then lets go of everything. */
  close(): Promise<void>;
}

/**
 * The composition root: opens and fills the database, and builds everything on it.
 *
 * @throws StartupError when something that it needs is not there
 */
export async function createApp(options: AppOptions): Promise<App> {
  const database = await Database.open(options.config.databaseUrl, entities);
  try {
    const storage = await openStorage(options.config, () => isAnythingEncrypted(database.read));
    return await createAppOn(database, storage, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function createAppOn(
  database: Database,
  { files, keyRing, close: closeStorage }: Storage,
  { config, logger = createLogger(config.logLevel), clock = () => new Date() }: AppOptions,
): Promise<App> {
  const passwords = new Passwords(config.bcryptCost);
  const throttle = new Throttle(database);
  const leases = new FileLeases(database, files, clock);
  const ingest = new FileIngest(files, leases);
  const demonstrationPasswords = config.demoData ? await loadDemonstration(database, passwords, ingest) : null;
  const credentials = new Credentials(database, (error) => {
    logger.warn({ err: error }, 'the use of a session or an API key could not be noted');
  });
  const grants = new Grants(database, config.grantMinutes);
  const unlocking = new Unlocking(database, throttle, grants);
  const links = new ContentLinks(keyRing);
  const access = new ContentAccess(database, credentials, grants, clock);
  const downloads = new DocumentDownloads(database, files, access);
  const live = new Live(database, { config, logger, clock, keyRing });
  const mutations = new MutationRunner(database);
  mutations.onCommit(live.wake);
  const authoring = new Publishing(mutations);
  const uploads = new DocumentUploads(database, mutations);
  const receiver = new UploadReceiver(database, ingest, new UploadAccess(database, credentials, clock), {
    maxUploadBytes: config.maxUploadBytes,
    clock,
  });
  const resolvers = createResolvers({
    database,
    authoring,
    passwords,
    throttle,
    unlocking,
    links,
    uploads,
    webhooks: new Webhooks(mutations, live.secrets, live.targets),
    trash: new Trash(config.trashDays),
  });
  const schema = createSchema(resolvers);
  const apollo = createApolloServer<RequestContext>({
    schema,
    plugins: [requestedFieldsPlugin(schema), subscriptionPlugin()],
    logger,
    introspection: config.introspection,
    sandbox: config.explorers.has('sandbox'),
  });
  await apollo.start();
  const subscribers = new Subscribers(database, live.feed, credentials, grants);
  let closing = false;
  const createContext = async (request: FastifyRequest): Promise<RequestContext> => {
    const facts = factsOf(request, config, clock);
    const viewer = await credentials.identify(request.headers.authorization, facts.now);
    const presented = await grants.present(request.headers['entente-grants'], viewer, facts.now);
    return createRequestContext(facts, database.read, { ...viewer, grants: presented });
  };
  const http = await createHttpApp<RequestContext>({
    apollo,
    createContext,
    registerRoutes: (routes) => {
      registerGraphqlWebSocket(routes, {
        admit: (request, presented, signal) =>
          subscribers.admit(presented, () => factsOf(request, config, clock), signal),
        subscriptions: new Subscriptions(apollo, logger),
        logger,
        config,
      });
      registerAccessLogRoute(routes, createContext);
      registerUploadsRoute(routes, receiver);
      registerDownloadsRoute(routes, { downloads, links, factsOf: (request) => factsOf(request, config, clock) });
    },
    isReady: async () => !closing && (await database.isReachable()),
    logger,
    config,
  });
  const now = (): string => clock().toISOString();
  const reclaiming = new PeriodicJobs([['files that nobody finishes', () => leases.deleteAbandoned()]], 30_000, logger);
  const housekeeping = new PeriodicJobs(
    [
      ['uploads that have ended', () => uploads.deleteExpired(now())],
      ['grants that have ended', () => grants.deleteExpired(now())],
      ['previews that have ended', () => database.write((manager) => deleteExpiredPreviews(manager, now()))],
      [
        'mutations that are repeated no more',
        () => database.write((manager) => deleteExpiredClientMutations(manager, now())),
      ],
      ['events that everybody was told', () => live.feed.forgetOld(now())],
      ['messages to webhooks of long ago', () => live.deliveries.forgetOld(now())],
      ['attempts of long ago', () => throttle.deleteExpired(now())],
    ],
    10 * MINUTE_MS,
    logger,
  );
  await reclaiming.start();
  await housekeeping.start();
  await live.start();
  return {
    http,
    database,
    demonstrationPasswords,
    listen: () => listen(http, config),
    close: async () => {
      closing = true;
      await closeHttp(http);
      await apollo.stop();
      await Promise.all([reclaiming.stop(), housekeeping.stop()]);
      await live.stop();
      closeStorage();
      await database.close();
    },
  };
}

/** Lets running requests end. */
async function closeHttp(http: FastifyInstance): Promise<void> {
  // Clients keep their connections once they are answered, and those would hold up the end for over a minute.
  const timer = setInterval(() => {
    http.server.closeIdleConnections();
  }, 50);
  try {
    await http.close();
  } finally {
    clearInterval(timer);
  }
}

async function listen(http: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await http.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new StartupError(`Port ${port} of ${host} is taken: stop what uses it, or set PORT to another.`, 69);
    }
    throw new StartupError(`Cannot listen on port ${port} of ${host}: ${message}.`, 69);
  }
}
