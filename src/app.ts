import type { Logger } from 'pino';
import { startBackgroundWork } from './app/background-work';
import { startGraphqlServer } from './app/graphql-server';
import { createHttpServer, type HttpServer } from './app/http-server';
import { logMissingKeys, logReplicas, observeParts, startObservation } from './app/observation';
import { programmeLanguages } from './app/programme-languages';
import { shutDown } from './app/shutdown';
import { openSite } from './app/site';
import type { Config } from './config';
import type { Module, ModuleOptions } from './core/module';
import { MutationRunner } from './core/mutations/mutation-runner';
import type { Clock } from './core/time';
import { Database } from './database/database';
import { toStartupError } from './database/database-errors';
import { readerWithin } from './graphql/public-queries/public-reader';
import { listen } from './http/http-app';
import { createLogger } from './http/requests/logger';
import type { SiteThread } from './http/site/site-thread';
import { type MetricsServer, serveMetrics } from './metrics/metrics-server';
import { createCatalogueModule } from './modules/catalogue/catalogue.module';
import { createDemonstrationModule } from './modules/demonstration/demonstration.module';
import { createDocumentsModule } from './modules/documents/documents.module';
import { createEditorialModule } from './modules/editorial/editorial.module';
import { entities } from './modules/entities';
import { createEventsModule } from './modules/events/events.module';
import { useCodelists } from './modules/figures/codelists/codelist';
import { createFiguresModule } from './modules/figures/figures.module';
import { createFilesModule } from './modules/files/files.module';
import { assertFilesPresent, isAnythingEncrypted } from './modules/files/stored-files';
import { assertNotEnded } from './modules/identity/credentials';
import { createIdentityModule } from './modules/identity/identity.module';
import type { RateLimits } from './modules/identity/rate-limit/rate-limits';
import { assertMailDirectory, createMailModule } from './modules/mail/mail.module';
import { createMediaModule } from './modules/media/media.module';
import { mediaOwners } from './modules/media-owners';
import { createNodeModule } from './modules/node/node.module';
import { createOpenDataModule } from './modules/open-data/open-data.module';
import { createPublishingModule } from './modules/publishing/publishing.module';
import { announcePasswords } from './seeds/announce-passwords';
import type * as Demonstration from './seeds/load-demonstration';
import { openStorage, type Storage } from './storage/open-storage';

export interface AppOptions {
  readonly config: Config;
  /** Writes to standard output when absent. */
  readonly logger?: Logger;
  /** The computer's clock when absent. */
  readonly clock?: Clock;
  /** Receives the passwords if this start loads the demonstration. Shows them to the operator when absent. */
  readonly announce?: Demonstration.AnnouncePasswords;
}

export interface App extends HttpServer {
  readonly database: Database;
  /** The use of each caller; null if callers are not limited. */
  readonly rateLimits: RateLimits | null;
  /** Resolves when each periodic job has run once. */
  readonly firstRound: Promise<void>;
  /** Where metrics are served; null if they are not, and before the server listens. */
  readonly metricsUrl: string | null;
  /** Starts to listen. Returns the address, e.g. `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /**
   * Waits for running requests and background work, then releases everything. When most of SHUTDOWN_GRACE is over, queries
   * that still run are stopped, and changes that have not begun are rejected.
   */
  close(): Promise<void>;
}

/**
 * The composition root: opens the database and the file store, and builds the server on them.
 *
 * @throws StartupError when something that the server needs is missing
 */
export async function createApp({
  config,
  logger = createLogger(config.logLevel),
  clock = () => new Date(),
  announce = announcePasswords,
}: AppOptions): Promise<App> {
  const database = await Database.open(config.databaseUrl, entities);
  let site: SiteThread | null = null;
  let storage: Storage | null = null;
  try {
    // The site is loaded while the rest of the server is built.
    site = openSite(config, logger);
    await database.assertWritable();
    await assertMailDirectory(config.mail);
    storage = await openStorage(config, () => isAnythingEncrypted(database.read));
    await assertFilesPresent(database.read, storage.files);
    await storage.files.prepare();
    return await createAppOn(database, storage, site, { config, logger, clock, announce });
  } catch (error) {
    storage?.close();
    // The operator needs to know why the start failed, not what failed after that.
    await Promise.allSettled([site?.close(), database.close()]);
    throw toStartupError('The server cannot start', error);
  }
}

async function createAppOn(
  database: Database,
  storage: Storage,
  site: SiteThread | null,
  { config, logger, clock, announce }: Required<AppOptions>,
): Promise<App> {
  logReplicas(database, logger);
  await logMissingKeys(database, storage.keyRing, logger);
  const languages = programmeLanguages(config, logger);
  useCodelists(config.codelistsDirectory);
  const mutations = new MutationRunner(database, config.defaultLocale, assertNotEnded);
  const base = { database, mutations, clock, logger, config };
  const ending = new AbortController();
  const { all: modules, ...parts } = createModules(base, storage, ending.signal);
  const { identity, files } = parts;
  const { rateLimits } = identity;
  if (config.demoData) await loadDemonstration(database, identity.passwords, announce, files, config.locales);

  let isClosing = false;
  const isReady = async (): Promise<boolean> => !isClosing && (await database.isReachable());
  const observation = await startObservation(config, logger);
  const graphql = await startGraphqlServer({ ...base, modules, rateLimits, observation });
  const server = await createHttpServer({ ...base, ...parts, graphql, languages, observation, site, isReady });
  observeParts(observation, { ...parts, database, admission: graphql.admission });
  // Before the work in the background, whose statements would delay it.
  await server.http.ready();
  const background = await startBackgroundWork(modules, base, ending);
  database.limitUnits();
  let metricsServer: MetricsServer | null = null;

  return {
    ...server,
    database,
    rateLimits,
    firstRound: background.firstRound,
    listen: async () => {
      if (observation.metrics !== null) metricsServer = await serveMetrics(observation.metrics, config.metricsAddress!);
      return listen(server.http, config);
    },
    get metricsUrl() {
      return metricsServer?.url ?? null;
    },
    close: () => {
      isClosing = true;
      const closeMetrics = (): void => metricsServer?.close();
      return shutDown({ ...base, ...server, storage, site, graphql, observation, background, closeMetrics, ending });
    },
  };
}

interface BaseOptions extends ModuleOptions {
  readonly config: Config;
}

/** Creates each module with the modules that it needs. */
function createModules(base: BaseOptions, storage: Storage, ending: AbortSignal) {
  const { database, config } = base;
  const { keyRing } = storage;
  const publishing = createPublishingModule(base);
  const ofPublishing = { ...base, publishing: publishing.service };
  const mail = createMailModule({ ...base, keyRing, ending });
  const identity = createIdentityModule({ ...base, mail, keyRing });
  const files = createFilesModule({ ...base, storage });
  const documents = createDocumentsModule({ ...ofPublishing, storage, identity, mail, files });
  const { credentials } = identity;
  const media = createMediaModule({ ...base, storage, files, credentials, owners: mediaOwners });
  const catalogue = createCatalogueModule({ ...ofPublishing, imageHtml: media.imageHtml });
  const figures = createFiguresModule(ofPublishing);
  const editorial = createEditorialModule({ ...base, mail });
  const demonstration = createDemonstrationModule({ ...base, leases: files.leases });
  const events = createEventsModule({ ...base, keyRing, ending, identity, documents });
  const openData = createOpenDataModule({ readWithin: readerWithin(database.sizes), config });
  const modules: readonly Module[] = [
    publishing,
    catalogue,
    figures,
    mail,
    identity,
    files,
    media,
    documents,
    editorial,
    demonstration,
    events,
    openData,
  ];
  return { identity, files, documents, media, events, openData, all: [...modules, createNodeModule(modules)] };
}

/** Only servers with a demonstration load its program: that takes a thirtieth of a start. */
const loadDemonstration: typeof Demonstration.loadDemonstration = async (...options) => {
  const program = await import('./seeds/load-demonstration.js');
  return program.loadDemonstration(...options);
};
