import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from './config';
import { Database } from './database/database';
import { loadDemonstration, type DemonstrationLogin } from './database/seeds/load-demonstration';
import { createRequestContext, type RequestContext } from './domain/access/request-context';
import type { Clock } from './domain/access/time';
import { ApiKeyResolver } from './domain/account/api-key.resolver';
import { ApiKeys } from './domain/account/api-key.service';
import { Credentials } from './domain/account/credentials';
import { Passwords } from './domain/account/passwords';
import { SessionResolver } from './domain/account/session.resolver';
import { Sessions } from './domain/account/session.service';
import { AuditLog } from './domain/audit/audit-log';
import { ContentLinks } from './domain/content/content-link';
import { ContentAccess } from './domain/content/document-content.access';
import { DocumentContentResolver } from './domain/content/document-content.resolver';
import { DocumentDownloads } from './domain/content/document-download.service';
import { FileClaims } from './domain/content/document-upload.claims';
import { UploadReceiver } from './domain/content/document-upload.receiver';
import { DocumentUploadResolver } from './domain/content/document-upload.resolver';
import { DocumentUploads } from './domain/content/document-upload.service';
import { entities } from './domain/entities';
import { Throttle } from './domain/throttle/throttle';
import { ActivityDocumentsPasswordResolver } from './domain/unlocking/activity-documents-password.resolver';
import { ActivityDocumentsPasswords } from './domain/unlocking/activity-documents-password.service';
import { ActivityUnlocking } from './domain/unlocking/activity-unlocking';
import { DocumentAccessCodeResolver } from './domain/unlocking/document-access-code.resolver';
import { DocumentAccessCodes } from './domain/unlocking/document-access-code.service';
import { DocumentUnlocking } from './domain/unlocking/document-unlocking';
import { Grants } from './domain/unlocking/grants';
import { UnlockResolver } from './domain/unlocking/unlock.resolver';
import { Unlocking } from './domain/unlocking/unlocking';
import { StartupError } from './errors';
import { createApolloServer } from './graphql/apollo-server';
import { requestedFieldsPlugin } from './graphql/requested-fields.plugin';
import { createSchema } from './graphql/schema';
import { Housekeeping } from './housekeeping';
import { registerAccessLogRoute } from './http/access-log.route';
import { registerDownloadsRoute } from './http/downloads.route';
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
  /** The demonstration's accounts with their passwords; null unless this start has loaded it. */
  readonly demonstrationLogins: DemonstrationLogin[] | null;
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
    return await createAppOn(database, await openStorage(options.config), options);
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
  const demonstrationLogins = config.demoData ? await loadDemonstration(database, passwords) : null;
  const credentials = new Credentials(database, (error) => {
    logger.warn({ err: error }, 'the use of a session or an API key could not be noted');
  });
  const grants = new Grants(database, config.grantMinutes);
  const auditLog = new AuditLog();
  const unlocking = new Unlocking(database, throttle, grants, auditLog);
  const links = new ContentLinks(keyRing);
  const access = new ContentAccess(database, credentials, grants, clock);
  const downloads = new DocumentDownloads(database, files, access, auditLog);
  const claims = new FileClaims(database, files, clock);
  const uploads = new DocumentUploads(database);
  const receiver = new UploadReceiver(database, files, claims, { maxUploadBytes: config.maxUploadBytes, clock });
  const services = new Map<unknown, object>([
    [
      ActivityDocumentsPasswordResolver,
      new ActivityDocumentsPasswordResolver(new ActivityDocumentsPasswords(database, passwords)),
    ],
    [ApiKeyResolver, new ApiKeyResolver(new ApiKeys(database))],
    [DocumentAccessCodeResolver, new DocumentAccessCodeResolver(new DocumentAccessCodes(database))],
    [UnlockResolver, new UnlockResolver(new DocumentUnlocking(unlocking), new ActivityUnlocking(unlocking, passwords))],
    [SessionResolver, new SessionResolver(new Sessions(database, passwords, throttle))],
    [DocumentContentResolver, new DocumentContentResolver(links)],
    [DocumentUploadResolver, new DocumentUploadResolver(uploads)],
  ]);
  const schema = createSchema(services);
  const apollo = createApolloServer<RequestContext>({
    schema,
    plugins: [requestedFieldsPlugin(schema)],
    logger,
    introspection: config.introspection,
    sandbox: config.explorers.has('sandbox'),
  });
  await apollo.start();
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
      registerAccessLogRoute(routes, createContext);
      registerUploadsRoute(routes, receiver);
      registerDownloadsRoute(routes, { downloads, links, factsOf: (request) => factsOf(request, config, clock) });
    },
    isReady: async () => !closing && (await database.isReachable()),
    logger,
    config,
  });
  const now = (): string => clock().toISOString();
  const housekeeping = new Housekeeping(
    [
      ['files that nobody finishes', () => claims.reclaim()],
      ['uploads that have ended', () => uploads.forgetEnded(now())],
      ['grants that have ended', () => grants.forgetEnded(now())],
      ['attempts of long ago', () => throttle.forgetStale(now())],
    ],
    logger,
  );
  await housekeeping.start();
  return {
    http,
    database,
    demonstrationLogins,
    listen: () => listen(http, config),
    close: async () => {
      closing = true;
      await closeHttp(http);
      await apollo.stop();
      await housekeeping.stop();
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
