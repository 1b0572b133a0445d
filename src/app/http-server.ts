import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config';
import type { RequestContext } from '../core/access/request-context';
import type { Languages } from '../core/languages/languages';
import type { Clock } from '../core/time';
import type { Database } from '../database/database';
import { OperationCosts } from '../graphql/cost/operation-cost.plugin';
import { TrustedDocuments } from '../graphql/documents/trusted-documents';
import { requestedFieldsFinder } from '../graphql/operations/requested-fields.plugin';
import { cachedFileSource } from '../graphql/public-queries/cached-file-source';
import type { ResponseLives } from '../graphql/responses/response-lives.plugin';
import { Subscriptions } from '../graphql/subscriptions/subscriptions';
import { registerAccessLogRoute } from '../http/files/access-log.route';
import { registerAttachmentsRoute } from '../http/files/attachments.route';
import { registerCachedFileRoutes } from '../http/files/cached-files.route';
import { registerDownloadsRoute } from '../http/files/downloads.route';
import { registerImagesRoute } from '../http/files/images.route';
import { registerPublicFileRoutes } from '../http/files/public-files.route';
import { registerUploadsRoute } from '../http/files/uploads.route';
import { AnswerCache } from '../http/graphql/answer-cache/answer-cache';
import type { GraphqlCache } from '../http/graphql/graphql.route';
import type { AnswerCaching } from '../http/graphql/graphql-response';
import { registerSchemaRoute } from '../http/graphql/schema.route';
import { createHttpApp } from '../http/http-app';
import { registerReferenceRoutes } from '../http/pages/reference.route';
import { loadStudio, registerStudioRoutes } from '../http/pages/studio.route';
import { HttpError } from '../http/responses/http-error';
import { registerSiteRoutes } from '../http/site/site.route';
import type { SiteThread } from '../http/site/site-thread';
import { registerGraphqlWebSocket } from '../http/subscriptions/graphql-websocket';
import type { DocumentsModule } from '../modules/documents/documents.module';
import type { EventsModule } from '../modules/events/events.module';
import type { IdentityModule } from '../modules/identity/identity.module';
import { ATTACHMENT_UPLOAD_PATH } from '../modules/media/attachment/attachment.resolver';
import { IMAGE_UPLOAD_PATH } from '../modules/media/image/image.resolver';
import type { MediaModule } from '../modules/media/media.module';
import { iatiFiles } from '../modules/open-data/iati/iati-files';
import type { IatiPublisher } from '../modules/open-data/iati/iati-publisher';
import type { OpenDataModule } from '../modules/open-data/open-data.module';
import { publicFiles } from '../modules/open-data/public-files';
import { sitemapFiles } from '../modules/open-data/sitemap-files';
import type { GraphqlServer } from './graphql-server';
import type { Observation } from './observation';
import { RequestContexts } from './request-contexts';

/** The server with all routes. It does not listen yet. */
export interface HttpServer {
  readonly http: FastifyInstance;
  /** The cached responses; null if the configuration turns the cache off. */
  readonly answers: AnswerCache | null;
  /** null if the configuration names none. */
  readonly trustedDocuments: TrustedDocuments | null;
}

interface HttpServerOptions {
  readonly database: Database;
  readonly graphql: GraphqlServer;
  readonly identity: IdentityModule;
  readonly documents: DocumentsModule;
  readonly media: MediaModule;
  readonly events: EventsModule;
  readonly openData: OpenDataModule;
  readonly languages: Languages;
  readonly observation: Observation;
  /** Null if there is no site. */
  readonly site: SiteThread | null;
  /** False: the server is stopping, or its database is away. */
  readonly isReady: () => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: Config;
}

/** Builds the HTTP server: GraphQL with its answer cache, and the routes of documents and public files. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { graphql, identity, observation, isReady, clock, logger, config } = options;
  const { apollo, admission, operations } = graphql;
  const contexts = new RequestContexts(options);
  const cache = createAnswerCache(options.database, graphql.responseLives, options.languages, config, clock);
  const siteDocuments = (await options.site?.describe())?.documents ?? [];
  const studio = config.studio ? loadStudio() : null;
  const trustedDocuments =
    config.trustedDocuments &&
    // An identifier may now mean another document.
    new TrustedDocuments(config.trustedDocuments, [...siteDocuments, ...(studio?.documents ?? [])], logger, () =>
      cache?.answers.clear(),
    );
  const http = await createHttpApp<RequestContext>({
    apollo,
    createContext: contexts.create,
    begin: (context) => operations.begin(context),
    cache,
    documents: trustedDocuments,
    refusals: graphql.rejectedDocuments,
    registerRoutes: (routes) => {
      registerRoutes(routes, contexts, trustedDocuments, options);
      if (studio !== null) {
        const { itemUrl, siteLocale, locales } = config;
        registerStudioRoutes(routes, studio, { itemUrl, siteLocale, locales });
      }
    },
    admission,
    ...observation,
    rateLimits: identity.rateLimits,
    hasOwnBudget: contexts.hasOwnBudget,
    isReady,
    logger,
    config,
  });
  return { http, answers: cache?.answers ?? null, trustedDocuments };
}

function registerRoutes(
  routes: FastifyInstance,
  contexts: RequestContexts,
  trustedDocuments: TrustedDocuments | null,
  options: HttpServerOptions,
): void {
  const { database, graphql, identity, documents, media, events, observation, site, clock, logger, config } = options;
  const { schema, apollo, admission, operations } = graphql;
  const { factsOf } = contexts;
  const caching = { clock, sharedSeconds: config.sharedCacheSeconds };
  registerGraphqlWebSocket(routes, {
    admit: async (request, presented) => {
      const context = await events.subscribers.admit(presented, factsOf(request));
      contexts.assertBudget(context);
      return context;
    },
    originOf: (request) => factsOf(request).origin,
    subscriptions: new Subscriptions(apollo, operations, logger, identity.rateLimits, config.maxOperationCost),
    documents: trustedDocuments,
    refusals: graphql.rejectedDocuments,
    rateLimits: identity.rateLimits,
    logger,
    config,
  });
  if (site !== null) registerSiteRoutes(routes, site, factsOf, identity.rateLimits, config.siteDirectory);
  if (config.introspection) registerSchemaRoute(routes, schema, caching);
  if (config.introspection && config.explorers.size > 0) registerReferenceRoutes(routes);
  registerAccessLogRoute(routes, contexts.createForViewer);
  registerUploadsRoute(routes, '/documents/uploads', documents.receiver);
  registerUploadsRoute(routes, IMAGE_UPLOAD_PATH, media.imageReceiver);
  registerUploadsRoute(routes, ATTACHMENT_UPLOAD_PATH, media.attachmentReceiver);
  const { rateLimits } = identity;
  registerImagesRoute(routes, { ...media, factsOf, rateLimits });
  registerAttachmentsRoute(routes, { ...media, factsOf, rateLimits });
  registerDownloadsRoute(routes, { downloads: documents.downloads, links: documents.links, factsOf, rateLimits });
  if (config.iatiPublisher === null) registerMissingIatiRoutes(routes);
  else registerIatiRoutes(routes, config.iatiPublisher, factsOf, options, caching);
  registerPublicFileRoutes(routes, {
    queries: {
      schema,
      costs: new OperationCosts(schema, database.sizes),
      maximumCost: config.maxOperationCost,
      requestedFieldsOf: requestedFieldsFinder(schema),
    },
    factsOf,
    createContext: contexts.createAnonymous,
    begin: (context) => operations.begin(context),
    admission,
    rateLimits,
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
    siteLocale: site && config.siteLocale,
    files: [...publicFiles, ...(site === null ? [] : sitemapFiles)],
    onEnd: (operation) => observation.metrics?.countOperation(operation),
  });
}

/** Says at the addresses of the files why they do not exist. */
function registerMissingIatiRoutes(routes: FastifyInstance): void {
  routes.get('/iati/*', async () => {
    throw new HttpError(
      404,
      'This server publishes nothing as IATI: IATI_PUBLISHER names who reports, see docs/iati.md',
    );
  });
}

function registerIatiRoutes(
  routes: FastifyInstance,
  publisher: IatiPublisher,
  factsOf: RequestContexts['factsOf'],
  { database, graphql, identity, openData, languages, clock, config }: HttpServerOptions,
  caching: AnswerCaching,
): void {
  const { attribution, itemUrl, siteLocale, publicUrl } = config;
  registerCachedFileRoutes(routes, {
    sourceOf: (file, now) =>
      cachedFileSource(
        {
          ...attribution,
          database,
          schema: graphql.schema,
          languages,
          // The configuration has it if there is someone who reports in IATI.
          origin: publicUrl!,
          itemUrl,
          siteLocale,
          now,
          begin: (context) => graphql.operations.begin(context),
        },
        file,
      ),
    revisions: database.revisions,
    licence: attribution.licence,
    clock,
    caching,
    factsOf,
    rateLimits: identity.rateLimits,
    files: iatiFiles(publisher, openData.iatiChecker),
  });
}

/** Returns null if the configuration turns the cache off. */
function createAnswerCache(
  { revisions, statementTables, read }: Database,
  lives: ResponseLives,
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
