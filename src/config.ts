import { existsSync } from 'node:fs';
import { type DatabaseUrl, withServers } from './database/database-url';
import { type EnvironmentValues, type Explorer, parseEnvironment } from './environment';
import type { TrustedDocumentsOptions } from './graphql/documents/trusted-documents';
import type { MetricsAddress } from './metrics/metrics-server';
import type { RateLimitFigures } from './modules/identity/rate-limit/rate-limits';
import type { MailConfig } from './modules/mail/mail.module';
import type { Attribution } from './modules/open-data/attribution';
import type { IatiPublisher } from './modules/open-data/iati/iati-publisher';
import type { StorageOptions } from './storage/open-storage';
import type { TracingOptions } from './tracing/tracing';

/** The configuration from the environment. `.env.example` documents each variable. */
export interface Config {
  /** The IP address or the host name to listen on. */
  host: string;
  /** The TCP port to listen on; 0: any free one. */
  port: number;
  databaseUrl: DatabaseUrl;
  /** The explorers of the API that are served. */
  explorers: ReadonlySet<Explorer>;
  /** The default language of the site, the programme's pages; null if it is not served. */
  siteLocale: string | null;
  /** The directory of what the operator adds to the pages; null if there is none. */
  siteDirectory: string | null;
  /** True if the studio is served at /studio. */
  studio: boolean;
  /** True if clients may read the schema. */
  introspection: boolean;
  /** The origins that browsers may call from, or `'*'` for all. */
  corsOrigins: readonly string[] | '*';
  /** The headers that pages of those origins may send besides those that the server uses, in lower case. */
  corsRequestHeaders: readonly string[];
  logLevel: EnvironmentValues['LOG_LEVEL'];
  /** True if an empty database is filled with the demonstration at the start. */
  demoData: boolean;
  /** The variables whose defaults turn something off because NODE_ENV is `production`. */
  offInProduction: readonly string[];
  /** The public origin of the server, or null to use the origin of each request. */
  publicUrl: string | null;
  /** The languages in which texts are available, as canonical BCP 47 tags. */
  locales: readonly string[];
  /** The language of readers who state none, and of new content. One of `locales`. */
  defaultLocale: string;
  /** The directory of labels that the operator adds; null: only those that come with Entente. */
  labelsDirectory: string | null;
  /** The directory of codelists that the operator has updated. */
  codelistsDirectory: string;
  /** Addresses or networks of the proxies whose X-Forwarded-For is trusted. */
  trustedProxies: readonly string[];
  /** The cost factor of bcrypt. Each step doubles the time to hash a password. */
  bcryptCost: number;
  /** Where files are stored: a directory, or a bucket of S3. */
  fileStore: StorageOptions['fileStore'];
  /** The age keys that encrypt documents, or null when they are in `documentKeyFile`. */
  documentKey: string | null;
  /** The file with the age keys. The start creates a missing one unless something is encrypted already. */
  documentKeyFile: string;
  /** Maximum bytes of one file. */
  maxUploadBytes: number;
  /** Minutes until a grant of unlocked documents expires. */
  grantMinutes: number;
  /** Days in the trash after which an item may be purged. */
  trashDays: number;
  /** The smallest number of people in a row of participation that the public sees; 1 shows every row. */
  smallCount: number;
  /** null: all documents are run as they are sent. */
  trustedDocuments: TrustedDocumentsOptions | null;
  /** Maximum bytes of the answer cache; 0 turns it off. */
  answerCacheBytes: number;
  /** How long a CDN may use a response without revalidating it, in seconds. */
  sharedCacheSeconds: number;
  /** How long a query may run, in seconds. */
  operationTimeoutSeconds: number;
  /** How long the server may take to stop, in seconds. */
  shutdownGraceSeconds: number;
  /** The cost per minute of each address, API key and account, in points; null if it is not limited. */
  rateLimits: RateLimitFigures | null;
  /** Where spans are sent; null if requests are not traced. */
  tracing: TracingOptions | null;
  /** Where metrics are served; null if they are not. */
  metricsAddress: MetricsAddress | null;
  /** Maximum cost of one operation, in the unit of the directive `@cost`. */
  maxOperationCost: number;
  /** Addresses or networks that webhooks may reach in addition to public addresses. */
  webhookAllowedNetworks: readonly string[];
  /** What feeds and exports say about the publisher and the licence of the data. */
  attribution: Attribution;
  /** The organisation that reports in IATI; null: nothing is published as IATI. */
  iatiPublisher: IatiPublisher | null;
  /** How mails are sent, or where they are written. */
  mail: MailConfig;
  /** The address of a page for an item, with `{type}` and `{slug}`; null if there are no pages. */
  itemUrl: string | null;
}

/**
 * Reads the configuration from the environment. An empty variable counts as unset.
 *
 * @throws StartupError (exit code 78) that names every invalid variable, its value, and what is expected
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const { values, offInProduction } = parseEnvironment(env);
  const defaultLocale = values.DEFAULT_LOCALE ?? values.LOCALES[0]!;
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: withServers(values.DATABASE_URL, values.DATABASE_DIRECT_URL, values.DATABASE_READ_URLS),
    explorers: values.EXPLORER,
    siteLocale: values.SITE ? defaultLocale : null,
    siteDirectory: values.SITE_DIR ?? null,
    studio: values.STUDIO,
    introspection: values.INTROSPECTION,
    corsOrigins: values.CORS_ORIGINS,
    corsRequestHeaders: values.CORS_REQUEST_HEADERS,
    logLevel: values.LOG_LEVEL,
    demoData: values.DEMO_DATA,
    offInProduction,
    locales: values.LOCALES,
    defaultLocale,
    labelsDirectory: values.LABELS_DIR ?? null,
    codelistsDirectory: values.CODELISTS_DIR,
    publicUrl: values.PUBLIC_URL ?? null,
    trustedProxies: values.TRUST_PROXY,
    bcryptCost: values.BCRYPT_COST,
    fileStore:
      values.S3_BUCKET === undefined
        ? { kind: 'local', directory: values.FILES_DIR }
        : { kind: 's3', bucket: values.S3_BUCKET, region: values.S3_REGION, endpoint: values.S3_ENDPOINT ?? null },
    documentKey: values.DOCUMENT_KEY ?? null,
    documentKeyFile: values.DOCUMENT_KEY_FILE,
    maxUploadBytes: values.MAX_UPLOAD_BYTES,
    grantMinutes: values.GRANT_MINUTES,
    maxOperationCost: values.MAX_OPERATION_COST,
    trashDays: values.TRASH_DAYS,
    smallCount: values.SMALL_COUNT,
    trustedDocuments:
      values.TRUSTED_DOCUMENTS === 'off'
        ? null
        : {
            mode: values.TRUSTED_DOCUMENTS,
            file: values.TRUSTED_DOCUMENTS_FILE,
            exemptsEditors: values.TRUSTED_DOCUMENTS_EXEMPT_EDITORS,
          },
    answerCacheBytes: values.ANSWER_CACHE_BYTES,
    sharedCacheSeconds: values.SHARED_CACHE_SECONDS,
    operationTimeoutSeconds: values.OPERATION_TIMEOUT,
    shutdownGraceSeconds: values.SHUTDOWN_GRACE,
    rateLimits: values.RATE_LIMIT
      ? {
          address: values.RATE_LIMIT_ADDRESS,
          apiKey: values.RATE_LIMIT_API_KEY,
          account: values.RATE_LIMIT_ACCOUNT,
        }
      : null,
    tracing:
      values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
        ? null
        : {
            endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
            serviceName: values.OTEL_SERVICE_NAME,
            ratio: values.OTEL_TRACES_SAMPLER_ARG,
          },
    metricsAddress: values.METRICS_ADDRESS ?? null,
    webhookAllowedNetworks: values.WEBHOOK_ALLOWED_NETWORKS,
    attribution: { publisher: values.PUBLISHER_NAME ?? null, licence: values.DATA_LICENCE ?? null },
    iatiPublisher:
      values.IATI_PUBLISHER === undefined
        ? null
        : { ...values.IATI_PUBLISHER, formerIdentifiers: values.IATI_FORMER_IDENTIFIERS },
    mail: {
      smtpUrl: values.SMTP_URL ?? null,
      from: values.MAIL_FROM ?? 'Entente <entente@localhost>',
      directory: values.MAIL_DIR,
    },
    itemUrl: values.ITEM_URL ?? null,
  };
}

/**
 * The environment of the process, extended by a file `.env` in the working directory. Variables that are set already
 * keep their values.
 */
export function readEnvironment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
