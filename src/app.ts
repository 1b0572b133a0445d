import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from './config';
import { createRequestContext, type RequestContext } from './core/access/request-context';
import { Languages } from './core/languages/languages';
import { RunningOperations } from './core/access/running-operations';
import { anonymous } from './core/access/viewer';
import { PeriodicJobs } from './core/background/periodic-jobs';
import { markdownRenderer } from './core/markdown/markdown-renderer';
import type { Module } from './core/module';
import { MutationRunner } from './core/mutations/mutation-runner';
import { MINUTE_MS, SECOND_MS, type Clock } from './core/time';
import { Database } from './database/database';
import { toStartupError } from './database/database-errors';
import type { StatementListener } from './database/read-database';
import { OperationCancelledError } from './errors';
import { Admission } from './graphql/admission';
import { admissionPlugin } from './graphql/admission.plugin';
import { checkCostPlugin } from './graphql/check-cost.plugin';
import { AnswerLives } from './graphql/answer-lives.plugin';
import { createApolloServer } from './graphql/apollo-server';
import { OperationCosts, operationCostPlugin } from './graphql/cost/operation-cost.plugin';
import { mutationCompletionPlugin } from './graphql/mutation-completion.plugin';
import { operationReportPlugin, type OperationReport } from './graphql/operation-report.plugin';
import { rateLimitPlugin } from './graphql/rate-limit.plugin';
import { requestedFieldsFinder, requestedFieldsPlugin } from './graphql/requested-fields.plugin';
import { createSchema } from './graphql/schema';
import { subscriptionPlugin, Subscriptions } from './graphql/subscriptions';
import { tracePlugin } from './graphql/trace.plugin';
import { TrustedDocuments } from './graphql/trusted-documents';
import { wantedLocalesPlugin } from './graphql/wanted-locales.plugin';
import { AnswerCache } from './http/answer-cache/answer-cache';
import { registerAccessLogRoute } from './http/access-log.route';
import { registerDownloadsRoute } from './http/downloads.route';
import type { GraphqlCache } from './http/graphql.route';
import { registerGraphqlWebSocket } from './http/graphql-websocket';
import { closeHttp, createHttpApp, listen } from './http/http-app';
import { createLogger } from './http/logger';
import { factsOf } from './http/request-facts';
import { registerMediaRoute } from './http/media.route';
import { registerPublicFileRoutes } from './http/public-files.route';
import { registerReferenceRoutes } from './http/reference.route';
import { registerSchemaRoute } from './http/schema.route';
import { registerUploadsRoute } from './http/uploads.route';
import { Metrics } from './metrics/metrics';
import { serveMetrics, type MetricsServer } from './metrics/metrics-server';
import { addServerMetrics } from './metrics/server-metrics';
import { createCatalogueModule } from './modules/catalogue/catalogue.module';
import { createDocumentsModule } from './modules/documents/documents.module';
import { isAnythingEncrypted } from './modules/files/stored-files';
import { createEditorialModule } from './modules/editorial/editorial.module';
import { entities } from './modules/entities';
import { createFilesModule } from './modules/files/files.module';
import { createEventsModule } from './modules/events/events.module';
import { createIdentityModule } from './modules/identity/identity.module';
import { subjectOf, type RateLimits } from './modules/identity/rate-limit/rate-limits';
import { mediaOwners } from './modules/media-owners';
import { IMAGE_UPLOAD_PATH } from './modules/media/image.resolver';
import { createMediaModule } from './modules/media/media.module';
import { createNodeModule } from './modules/node/node.module';
import { createPublishingModule } from './modules/publishing/publishing.module';
import { resolverClasses } from './modules/resolver-classes';
import { loadDemonstration, type DemonstrationPassword } from './seeds/load-demonstration';
import { openStorage, type Storage } from './storage/open-storage';
import { startTracing } from './tracing/tracing';

/** The interval at which the modules' jobs run, in milliseconds. */
const JOB_INTERVAL_MS = 10 * MINUTE_MS;

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
  /** The kept answers; null if the configuration turns the cache off. */
  readonly answers: AnswerCache | null;
  /** null if the configuration names none. */
  readonly trustedDocuments: TrustedDocuments | null;
  /** The demonstration's new passwords; null unless this start has loaded it. */
  readonly demonstrationPasswords: DemonstrationPassword[] | null;
  /** What each caller uses; null if it is not limited. */
  readonly rateLimits: RateLimits | null;
  /** Where metrics are served; null if they are not, and before the server listens. */
  readonly metricsUrl: string | null;
  /** Starts to listen. Returns the address, e.g. `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /**
   * Waits for running requests and background work, then releases everything. Requests that still run when most of
   * SHUTDOWN_GRACE is over are stopped.
   */
  close(): Promise<void>;
}

/**
 * The composition root: opens the database and the file store, and builds the server on them.
 *
 * @throws StartupError when something that the server needs is missing
 */
export async function createApp(options: AppOptions): Promise<App> {
  const database = await Database.open(options.config.databaseUrl, entities);
  try {
    await database.assertWritable();
    const storage = await openStorage(options.config, () => isAnythingEncrypted(database.read));
    return await createAppOn(database, storage, options);
  } catch (error) {
    await database.close();
    throw toStartupError('The server cannot start', error);
  }
}

async function createAppOn(
  database: Database,
  storage: Storage,
  { config, logger = createLogger(config.logLevel), clock = () => new Date() }: AppOptions,
): Promise<App> {
  const reportReplica = (replica: string, problem: string | null): void => {
    if (problem === null) logger.info({ replica }, 'the replica is in service');
    else logger.warn({ replica, problem }, 'the replica is left out');
  };
  database.onReplicaChange(reportReplica);
  for (const { host, problem } of database.replicaProblems()) reportReplica(host, problem);
  const languages = new Languages(config.locales, config.defaultLocale);
  const mutations = new MutationRunner(database, config.defaultLocale);
  const base = { database, mutations, clock, logger, config };

  const publishing = createPublishingModule(base);
  const catalogue = createCatalogueModule({ ...base, publishing: publishing.service });
  const identity = createIdentityModule(base);
  const files = createFilesModule({ ...base, storage });
  const documents = createDocumentsModule({
    ...base,
    publishing: publishing.service,
    storage,
    identity,
    ingest: files.ingest,
  });
  const media = createMediaModule({
    ...base,
    storage,
    files,
    credentials: identity.credentials,
    owners: mediaOwners,
  });
  const editorial = createEditorialModule(base);
  const events = createEventsModule({ ...base, keyRing: storage.keyRing, identity, documents });
  const node = createNodeModule([publishing, catalogue, identity, files, media, documents, editorial, events]);
  const modules: readonly Module[] = [
    publishing,
    catalogue,
    identity,
    files,
    media,
    documents,
    editorial,
    events,
    node,
  ];

  const demonstrationPasswords = config.demoData
    ? await loadDemonstration(database, identity.passwords, files.ingest)
    : null;

  const resolvers = modules.flatMap(({ resolvers = [] }) => resolvers);
  const schema = createSchema(resolverClasses, resolvers);
  const answerLives = new AnswerLives();
  const admission = new Admission();
  const tracing = config.tracing && (await startTracing(config.tracing, logSpans(logger)));
  const metrics = config.metricsAddress === null ? null : new Metrics();
  const apollo = createApolloServer<RequestContext>({
    schema,
    plugins: [
      requestedFieldsPlugin(schema),
      wantedLocalesPlugin(schema),
      operationCostPlugin(schema, database.sizes, config.maxOperationCost),
      mutationCompletionPlugin(),
      checkCostPlugin(),
      ...(identity.rateLimits === null ? [] : [rateLimitPlugin(identity.rateLimits)]),
      subscriptionPlugin(),
      answerLives.plugin(),
      ...(tracing === null ? [] : [tracePlugin()]),
      operationReportPlugin(metrics && countIn(metrics)),
      admissionPlugin(admission, ({ operation }) => operation.fields),
    ],
    logger,
    introspection: config.introspection,
    sandbox: config.explorers.has('sandbox'),
  });
  await apollo.start();

  const operations = new RunningOperations(config.operationTimeoutSeconds * SECOND_MS);
  let isClosing = false;
  const requestFactsOf = (request: FastifyRequest) => factsOf(request, config, languages, clock);
  // Documents of those who have used more than their budget are not even parsed.
  const assertBudget = ({ viewer, address }: RequestContext): void =>
    identity.rateLimits?.assertNotExceeded(subjectOf(viewer, address));
  const createContext = async (request: FastifyRequest, onStatement?: StatementListener): Promise<RequestContext> => {
    const facts = requestFactsOf(request);
    // The cost of the operation derives from them.
    await database.sizes.refreshIfOld();
    const viewer = await identity.credentials.identify(request.headers.authorization, facts.now);
    const grants = await documents.grants.present(request.headers['entente-grants'], viewer, facts.now);
    const read = onStatement === undefined ? database.read : database.read.observedBy(onStatement);
    const context = createRequestContext(facts, read, { ...viewer, grants });
    request.operation = context.operation;
    assertBudget(context);
    return trace(context, request);
  };
  const caching = { clock, sharedSeconds: config.sharedCacheSeconds };
  const cache = createAnswerCache(database, answerLives, languages, config, clock);
  const trustedDocuments =
    config.trustedDocuments &&
    // An identifier may now mean another document.
    new TrustedDocuments(config.trustedDocuments, logger, () => cache?.answers.clear());
  const http = await createHttpApp<RequestContext>({
    apollo,
    createContext,
    begin: (context) => operations.begin(context),
    cache,
    documents: trustedDocuments,
    registerRoutes: (routes) => {
      registerGraphqlWebSocket(routes, {
        admit: async (request, presented) => {
          const context = await events.subscribers.admit(presented, requestFactsOf(request));
          assertBudget(context);
          return context;
        },
        subscriptions: new Subscriptions(apollo, operations, logger),
        documents: trustedDocuments,
        logger,
        config,
      });
      registerAccessLogRoute(routes, createContext);
      registerUploadsRoute(routes, '/documents/uploads', documents.receiver);
      if (config.introspection) registerSchemaRoute(routes, schema, caching);
      if (config.introspection && config.explorers.size > 0) registerReferenceRoutes(routes);
      registerPublicFileRoutes(routes, {
        queries: {
          schema,
          costs: new OperationCosts(schema, database.sizes),
          maximumCost: config.maxOperationCost,
          requestedFieldsOf: requestedFieldsFinder(schema),
        },
        factsOf: requestFactsOf,
        createContext: (facts, request) => trace(createRequestContext(facts, database.read, anonymous), request),
        begin: (context) => operations.begin(context),
        admission,
        rateLimits: identity.rateLimits,
        revisions: database.revisions,
        refreshReads: () => {
          database.read.refresh();
        },
        refreshSizes: async () => {
          await database.sizes.refreshIfOld();
        },
        caching,
        attribution: config.attribution,
        itemUrl: config.itemUrl,
        onEnd: (operation) => metrics?.countOperation(operation),
      });
      registerDownloadsRoute(routes, {
        downloads: documents.downloads,
        links: documents.links,
        factsOf: requestFactsOf,
      });
      registerUploadsRoute(routes, IMAGE_UPLOAD_PATH, media.imageReceiver);
      registerMediaRoute(routes, {
        addresses: media.addresses,
        imageFiles: media.imageFiles,
        factsOf: requestFactsOf,
        rateLimits: identity.rateLimits,
      });
    },
    admission,
    metrics,
    tracing,
    rateLimits: identity.rateLimits,
    isReady: async () => !isClosing && (await database.isReachable()),
    logger,
    config,
  });

  const jobs = new PeriodicJobs(
    [
      ['delete expired client mutations', (now) => mutations.deleteExpired(now)],
      ['prepare statistics for the planner', () => database.prepareStatistics()],
      ...modules.flatMap((module) => module.jobs ?? []),
    ],
    { intervalMs: JOB_INTERVAL_MS, clock, logger },
  );
  if (metrics !== null) {
    addServerMetrics(metrics, {
      admission: () => admission.counts,
      statements: () => database.read.load,
      passwords: () => identity.passwords.load,
      markdown: () => markdownRenderer.load,
      rateLimited: () => identity.rateLimits?.refused ?? 0,
      events: events.lag,
    });
  }
  let metricsServer: MetricsServer | null = null;
  // In the background: measuring the lists of a large database takes longer than the rest of the start.
  void database.sizes.refreshIfOld();
  await jobs.start();
  for (const module of modules) await module.start?.();

  return {
    http,
    database,
    answers: cache?.answers ?? null,
    trustedDocuments,
    demonstrationPasswords,
    rateLimits: identity.rateLimits,
    listen: async () => {
      if (metrics !== null) metricsServer = await serveMetrics(metrics, config.metricsAddress!);
      return listen(http, config);
    },
    get metricsUrl() {
      return metricsServer?.url ?? null;
    },
    close: async () => {
      isClosing = true;
      const graceMs = config.shutdownGraceSeconds * SECOND_MS;
      // The rest of the time is for the responses of stopped operations, and for background work.
      const timer = setTimeout(() => {
        operations.stopAll(new OperationCancelledError('The server is stopping: send the operation again'));
      }, 0.8 * graceMs);
      await closeHttp(http, 0.9 * graceMs);
      clearTimeout(timer);
      metricsServer?.close();
      const sent = tracing?.shutdown(0.05 * graceMs);
      await apollo.stop();
      await jobs.stop();
      for (const module of modules) await module.stop?.();
      storage.close();
      await database.close();
      await sent;
    },
  };
}

/** Makes the spans of the operation and its statements parts of the trace of the request, if that is traced. */
function trace(context: RequestContext, request: FastifyRequest): RequestContext {
  if (request.trace !== null) {
    context.operation.trace = request.trace;
    context.reading.onStatement = request.trace.statement;
  }
  return context;
}

function countIn(metrics: Metrics) {
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

/** Logs when spans cannot be sent, and when they can be sent again. */
function logSpans(logger: Logger): (problem: Error | null) => void {
  return (problem) => {
    if (problem === null) logger.info('spans are sent again');
    else logger.warn({ err: problem }, 'spans cannot be sent');
  };
}

/** Returns null if the configuration turns the cache off. */
function createAnswerCache(
  { revisions, statementTables, read }: Database,
  lives: AnswerLives,
  languages: Languages,
  { answerCacheBytes, sharedCacheSeconds, publicUrl }: Config,
  clock: Clock,
): GraphqlCache | null {
  if (answerCacheBytes === 0) return null;
  const answers = new AnswerCache({
    revisions,
    tablesOf: (statement) => statementTables.tablesOf(statement),
    refreshReads: () => {
      read.refresh();
    },
    clock,
    maxBytes: answerCacheBytes,
  });
  return { answers, lives, languages, clock, sharedSeconds: sharedCacheSeconds, hasFixedOrigin: publicUrl !== null };
}
