import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from './config';
import { Database } from './database/database';
import { loadDemonstration, type DemonstrationLogin } from './database/seeds/load-demonstration';
import { createRequestContext, type RequestContext } from './domain/access/request-context';
import { anonymous, type Viewer } from './domain/access/viewer';
import { entities } from './domain/entities';
import { StartupError } from './errors';
import { createApolloServer } from './graphql/apollo-server';
import { requestedFieldsPlugin } from './graphql/requested-fields.plugin';
import { createSchema } from './graphql/schema';
import { createHttpApp } from './http/http-app';
import { createLogger } from './http/logger';

export interface AppOptions {
  readonly config: Config;
  /** Writes to standard output when absent. */
  readonly logger?: Logger;
  /** Who asks, by the headers of the request; nobody has credentials yet, so the server takes everyone for anonymous. */
  readonly identify?: (headers: NodeJS.Dict<string | string[]>) => Viewer;
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
    return await createAppOn(database, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function createAppOn(
  database: Database,
  { config, logger = createLogger(config.logLevel), identify = () => anonymous }: AppOptions,
): Promise<App> {
  const demonstrationLogins = config.demoData ? await loadDemonstration(database) : null;
  const schema = createSchema();
  const apollo = createApolloServer<RequestContext>({
    schema,
    plugins: [requestedFieldsPlugin(schema)],
    logger,
    introspection: config.introspection,
    sandbox: config.explorers.has('sandbox'),
  });
  await apollo.start();
  let closing = false;
  const http = await createHttpApp<RequestContext>({
    apollo,
    createContext: async ({ id, headers }) => createRequestContext(id, database.read, identify(headers)),
    isReady: async () => !closing && (await database.isReachable()),
    logger,
    config,
  });
  return {
    http,
    database,
    demonstrationLogins,
    listen: () => listen(http, config),
    close: async () => {
      closing = true;
      await closeHttp(http);
      await apollo.stop();
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
