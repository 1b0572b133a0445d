import { isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { canonicalLocale } from './core/types/locale';
import { isOnServer, isPostgresUrl, parseDatabaseUrl } from './database/database-url';
import { StartupError } from './errors';
import type { MetricsAddress } from './metrics/metrics-server';
import { parseUrl } from './url';

/*
 * The variables of the environment, and what each may contain. `.env.example` documents them.
 */

export type Explorer = 'sandbox' | 'graphiql';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const booleanText = z
  .enum(['true', 'false'], { error: 'expected true or false' })
  .transform((value) => value === 'true');

const onOffText = z.enum(['on', 'off'], { error: 'expected on or off' }).transform((value) => value === 'on');

function integerText(min: number, max: number) {
  return z
    .string()
    .refine(
      (value) => /^\d{1,16}$/.test(value) && Number(value) >= min && Number(value) <= max,
      `expected an integer from ${min} to ${max}`,
    )
    .transform(Number);
}

const networkList = z.string().transform((value, context): string[] => {
  const found = splitList(value);
  if (found.every(isAddressOrNetwork)) return found;
  context.addIssue('expected IP addresses or networks such as 10.0.0.0/8, separated by commas');
  return z.NEVER;
});

/** An address, or a name and an address, in one line. */
const MAIL_FROM_FORMAT = /^(?:[^<>\p{Cc}]* <[^<>@\s,]+@[^<>@\s,]+>|[^<>@\s,]+@[^<>@\s,]+)$/u;

/**
 * An identifier of an organisation, which begins with a register of a country or with XI, XM or XR, the code of a type, and a name. The
 * list of registers grows, so that the server does not know all of them.
 */
const IATI_PUBLISHER_FORMAT = /^([A-Z]{2}(?:_[A-Z]{2})?-[^\s/&|?]{1,97}) (\d{2}) ([^\p{Cc}]{1,200})$/u;

/** The codes of the codelist OrganisationType of IATI 2.03. */
const ORGANISATION_TYPES = '10 11 15 21 22 23 24 30 40 60 70 71 72 73 80 90'.split(' ');

const POSTGRES_URL = 'postgres://<user>@<host>/<database> with special characters of a password percent-encoded';

const environmentSchema = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().refine(isHost, 'expected an IP address such as 127.0.0.1, or a host name').default('127.0.0.1'),
  PORT: z
    .string()
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, 'expected a port from 0 to 65535')
    .transform(Number)
    .prefault('4000'),
  DATABASE_URL: z
    .string()
    .transform((value, context) => {
      const url = parseDatabaseUrl(value);
      if (url !== null) return url;
      context.addIssue(`expected sqlite:<file>, or ${POSTGRES_URL}`);
      return z.NEVER;
    })
    .prefault('sqlite:data/entente.sqlite'),
  DATABASE_DIRECT_URL: z.string().refine(isPostgresUrl, `expected ${POSTGRES_URL}`).optional(),
  DATABASE_READ_URLS: z
    .string()
    .transform((value, context): string[] => {
      const urls = splitList(value);
      if (urls.every(isPostgresUrl)) return urls;
      context.addIssue(`expected ${POSTGRES_URL}, or several of them, separated by commas`);
      return z.NEVER;
    })
    .prefault(''),
  EXPLORER: z
    .string()
    .transform((value, context): ReadonlySet<Explorer> => {
      if (value === 'none') return new Set();
      const names = splitList(value);
      const known = names.filter((name): name is Explorer => name === 'sandbox' || name === 'graphiql');
      if (names.length > 0 && known.length === names.length) return new Set(known);
      context.addIssue('expected none, or one or both of sandbox and graphiql, separated by a comma');
      return z.NEVER;
    })
    .prefault('sandbox,graphiql'),
  SITE: onOffText.prefault('on'),
  SITE_DIR: z.string().optional(),
  STUDIO: onOffText.prefault('on'),
  INTROSPECTION: booleanText.prefault('true'),
  CORS_ORIGINS: z
    .string()
    .transform((value, context): readonly string[] | '*' => {
      if (value.trim() === '*') return '*';
      const origins = splitList(value);
      const wrong = origins.find((origin) => !isOrigin(origin));
      if (wrong === undefined) return origins;
      context.addIssue('expected * or origins such as https://example.org, separated by commas');
      return z.NEVER;
    })
    .prefault(''),
  CORS_REQUEST_HEADERS: z
    .string()
    .transform((value, context): string[] => {
      const names = splitList(value.toLowerCase());
      // Pages of other origins must never act in the session of a browser.
      if (names.every((name) => /^[a-z0-9-]{1,100}$/.test(name) && name !== 'entente-session')) return names;
      context.addIssue('expected names of headers such as traceparent, but not entente-session, separated by commas');
      return z.NEVER;
    })
    .prefault('traceparent,tracestate,sentry-trace,baggage'),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `expected one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  DEMO_DATA: booleanText.prefault('true'),
  LOCALES: z
    .string()
    .transform((value, context): string[] => {
      const locales = splitList(value).map(canonicalLocale);
      if (locales.length > 0 && locales.every((locale) => locale !== null)) return [...new Set(locales)];
      context.addIssue('expected BCP 47 language tags such as en,fr,ru, separated by commas');
      return z.NEVER;
    })
    .prefault('en,fr,ru'),
  DEFAULT_LOCALE: z
    .string()
    .transform((value, context): string => {
      const locale = canonicalLocale(value);
      if (locale !== null) return locale;
      context.addIssue('expected a BCP 47 language tag such as en');
      return z.NEVER;
    })
    .optional(),
  LABELS_DIR: z.string().optional(),
  CODELISTS_DIR: z.string().default('data/codelists'),
  PUBLIC_URL: z.string().refine(isOrigin, 'expected an origin such as https://api.example.org').optional(),
  TRUST_PROXY: networkList
    .refine(
      (networks) => !networks.some(containsAllOfIpv4),
      'a network of all IPv4 addresses trusts every client: expected the addresses of the proxies, or their networks, such as 10.0.0.0/8',
    )
    .prefault(''),
  BCRYPT_COST: integerText(4, 16).prefault('12'),
  FILES_DIR: z.string().default('data/files'),
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().default('us-east-1'),
  S3_ENDPOINT: z.string().refine(isHttpUrl, 'expected a URL such as https://s3.example.org').optional(),
  DOCUMENT_KEY: z.string().optional(),
  DOCUMENT_KEY_FILE: z.string().default('data/document.key'),
  MAX_UPLOAD_BYTES: integerText(1, Number.MAX_SAFE_INTEGER).prefault(String(2 ** 31)),
  GRANT_MINUTES: integerText(1, 1440).prefault('15'),
  MAX_OPERATION_COST: integerText(1, Number.MAX_SAFE_INTEGER).prefault('1000000'),
  TRASH_DAYS: integerText(1, 36_500).prefault('30'),
  SMALL_COUNT: integerText(1, 1_000).prefault('5'),
  TRUSTED_DOCUMENTS: z.enum(['off', 'prefer', 'only'], { error: 'expected off, prefer or only' }).default('off'),
  TRUSTED_DOCUMENTS_FILE: z.string().default('data/trusted-documents.json'),
  TRUSTED_DOCUMENTS_EXEMPT_EDITORS: booleanText.prefault('false'),
  ANSWER_CACHE_BYTES: integerText(0, Number.MAX_SAFE_INTEGER).prefault(String(64 * 2 ** 20)),
  SHARED_CACHE_SECONDS: integerText(0, 31_536_000).prefault('0'),
  OPERATION_TIMEOUT: integerText(1, 3600).prefault('10'),
  SHUTDOWN_GRACE: integerText(1, 3600).prefault('10'),
  RATE_LIMIT: onOffText.prefault('on'),
  RATE_LIMIT_ADDRESS: integerText(1, Number.MAX_SAFE_INTEGER).prefault('60000000'),
  RATE_LIMIT_API_KEY: integerText(1, Number.MAX_SAFE_INTEGER).prefault('600000000'),
  RATE_LIMIT_ACCOUNT: integerText(1, Number.MAX_SAFE_INTEGER).prefault('120000000'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().refine(isHttpUrl, 'expected a URL such as http://127.0.0.1:4318').optional(),
  OTEL_SERVICE_NAME: z.string().default('entente'),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .refine((value) => /^(?:1(?:\.0+)?|0?\.\d+|0)$/.test(value), 'expected a number from 0 to 1')
    .transform(Number)
    .prefault('1'),
  METRICS_ADDRESS: z
    .string()
    .transform((value, context): MetricsAddress => {
      const [, host, port] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})$/.exec(value)?.filter(Boolean) ?? [];
      if (host !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
      context.addIssue('expected an address and a port such as 127.0.0.1:9464');
      return z.NEVER;
    })
    .optional(),
  WEBHOOK_ALLOWED_NETWORKS: networkList.prefault(''),
  PUBLISHER_NAME: z.string().optional(),
  IATI_PUBLISHER: z
    .string()
    .transform((value, context) => {
      const [, identifier, type, name] = IATI_PUBLISHER_FORMAT.exec(value) ?? [];
      if (identifier === undefined) {
        context.addIssue(
          'expected an identifier, the code of a type and a name, such as XM-DAC-41128 40 United Nations Office on Drugs and Crime',
        );
        return z.NEVER;
      }
      if (ORGANISATION_TYPES.includes(type!)) return { identifier, type: type!, name: name! };
      context.addIssue(`expected one of ${ORGANISATION_TYPES.join(', ')} as the code of the type, but found ${type!}`);
      return z.NEVER;
    })
    .optional(),
  IATI_FORMER_IDENTIFIERS: z
    .string()
    .transform((value, context): string[] => {
      const identifiers = splitList(value);
      if (identifiers.every((identifier) => /^[^\s/&|?]{1,100}$/.test(identifier))) return identifiers;
      context.addIssue('expected identifiers of an organisation such as XM-DAC-41128, separated by commas');
      return z.NEVER;
    })
    .prefault(''),
  DATA_LICENCE: z
    .string()
    .refine(isHttpUrl, 'expected the URL of a licence such as https://creativecommons.org/licenses/by/4.0/')
    .optional(),
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl, 'expected smtps://<user>:<password>@<host> or smtp://<host>:<port>')
    .optional(),
  MAIL_FROM: z
    .string()
    .refine((value) => MAIL_FROM_FORMAT.test(value), 'expected an address such as Entente <entente@example.org>')
    .optional(),
  MAIL_DIR: z.string().default('data/mail'),
  ITEM_URL: z
    .string()
    .refine(isItemUrl, 'expected a URL with {slug} such as https://www.example.org/{type}/{slug}')
    .optional(),
});

/** The defaults that differ if NODE_ENV is `production`: what helps to explore a server is off there. */
const PRODUCTION_DEFAULTS = new Map([
  ['DEMO_DATA', 'false'],
  ['EXPLORER', 'graphiql'],
  ['INTROSPECTION', 'false'],
]);

/** The values of all variables, with their defaults. */
export type EnvironmentValues = z.infer<typeof environmentSchema>;

type VariableName = keyof EnvironmentValues;

/** What is wrong with a variable. */
interface Issue {
  readonly name: VariableName;
  readonly message: string;
}

interface ParsedEnvironment {
  readonly values: EnvironmentValues;
  /** The variables whose defaults turn something off because NODE_ENV is `production`. */
  readonly offInProduction: readonly string[];
}

/**
 * Parses the variables. An empty variable counts as unset.
 *
 * @throws StartupError (exit code 78) that names every invalid variable, its value, and the expected format
 */
export function parseEnvironment(env: NodeJS.ProcessEnv): ParsedEnvironment {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).flatMap((name) => {
      const value = env[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const defaults = given['NODE_ENV'] === 'production' ? Object.fromEntries(PRODUCTION_DEFAULTS) : {};
  const texts = { ...defaults, ...given };
  const values: Partial<Record<VariableName, unknown>> = {};
  const issues: Issue[] = [];
  for (const name of Object.keys(environmentSchema.shape) as VariableName[]) {
    const parsed = environmentSchema.shape[name].safeParse(texts[name]);
    if (parsed.success) values[name] = parsed.data;
    else issues.push(...parsed.error.issues.map(({ message }) => ({ name, message })));
  }
  const isSet = (name: VariableName): boolean => name in texts;
  issues.push(...contradictionsIn(values as Partial<EnvironmentValues>, isSet));
  if (issues.length > 0) {
    const lines = issues.map(({ name, message }) => {
      const value = given[name] === undefined ? '' : `=${withoutPasswords(given[name])}`;
      return `  ${name}${value}: ${message}`;
    });
    throw new StartupError(`The configuration is invalid:\n${lines.join('\n')}`, 78);
  }
  return {
    values: values as EnvironmentValues,
    offInProduction: Object.keys(defaults).filter((name) => !(name in given)),
  };
}

/** What is wrong with variables because of others. Only values that are valid by themselves are compared. */
function contradictionsIn(values: Partial<EnvironmentValues>, isSet: (name: VariableName) => boolean): Issue[] {
  const issues: Issue[] = [];
  const { DATABASE_URL: database, DEFAULT_LOCALE: defaultLocale, MAX_OPERATION_COST: maximum } = values;
  for (const name of ['MAIL_FROM', 'PUBLIC_URL'] as const) {
    if (values.SMTP_URL === undefined || isSet(name)) continue;
    issues.push({ name, message: 'SMTP_URL needs it, for the sender and the links of mails' });
  }
  if (values.IATI_PUBLISHER !== undefined && !isSet('PUBLIC_URL')) {
    issues.push({ name: 'PUBLIC_URL', message: 'IATI_PUBLISHER needs it, for the addresses in the files' });
  }
  if (values.SHARED_CACHE_SECONDS !== undefined && values.SHARED_CACHE_SECONDS > 0 && !isSet('PUBLIC_URL')) {
    issues.push({ name: 'PUBLIC_URL', message: 'SHARED_CACHE_SECONDS needs it, for the links in kept answers' });
  }
  for (const name of ['DATABASE_DIRECT_URL', 'DATABASE_READ_URLS'] as const) {
    if (database === undefined || isOnServer(database) || !values[name]?.length) continue;
    issues.push({ name, message: 'it needs a DATABASE_URL of PostgreSQL' });
  }
  if (defaultLocale !== undefined && values.LOCALES?.includes(defaultLocale) === false) {
    issues.push({ name: 'DEFAULT_LOCALE', message: 'expected one of LOCALES' });
  }
  for (const name of ['RATE_LIMIT_ADDRESS', 'RATE_LIMIT_API_KEY', 'RATE_LIMIT_ACCOUNT'] as const) {
    const budget = values[name];
    if (values.RATE_LIMIT !== true || budget === undefined || maximum === undefined || budget >= maximum) continue;
    const message = `${budget} is less than MAX_OPERATION_COST (${maximum}), so the most expensive operations could never run`;
    issues.push({ name, message });
  }
  return issues;
}

function splitList(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** True for what can be listened on and be the host of a URL, such as that of links in mails. */
function isHost(text: string): boolean {
  return isIPv6(text) || (/^[^\s:/\\?#@]+$/.test(text) && parseUrl(`http://${text}`) !== null);
}

function isOrigin(text: string): boolean {
  return isHttpUrl(text) && parseUrl(text)?.origin === text;
}

function isHttpUrl(text: string): boolean {
  return /^https?:$/.test(parseUrl(text)?.protocol ?? '');
}

function isSmtpUrl(text: string): boolean {
  const url = parseUrl(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
}

function isItemUrl(text: string): boolean {
  return text.includes('{slug}') && isHttpUrl(text.replaceAll(/\{(?:type|slug)\}/g, 'x'));
}

function isAddressOrNetwork(text: string): boolean {
  // ipaddr.js also reads 10.1 and 010.0.0.1, whose meaning depends on the reader.
  return isIP(text.split('/', 1)[0]!) !== 0 && (ipaddr.isValid(text) || ipaddr.isValidCIDR(text));
}

/** True if the text is a network with all addresses of IPv4, as such or mapped to IPv6 (RFC 4291, section 2.5.5.2). */
function containsAllOfIpv4(text: string): boolean {
  if (!text.includes('/')) return false;
  const [network, bits] = ipaddr.parseCIDR(text);
  if (network instanceof ipaddr.IPv4) return bits === 0;
  return bits <= 96 && ipaddr.IPv6.parse('::ffff:0:0').match(network, bits);
}

/**
 * Masks passwords: each URL of a mistyped list may contain one, also if a slash or the host is missing, and startup messages end up in
 * logs.
 */
function withoutPasswords(value: string): string {
  return value
    .split(/,(?=\s*[a-z0-9+.-]+:\/)/i)
    .map((url) =>
      url
        .replace(/^(\s*[a-z0-9+.-]*:\/\/)?.*@/is, '$1***@')
        .replace(
          /^(\s*(?:[a-z0-9+.-]*:\/\/|(?:postgres(?:ql)?|smtps?):\/?)[^:/?#@[]*:)(?!\d*(?:[/?]|\s*$)).*/is,
          '$1***',
        )
        .replace(/(password=)[^&]*/gi, '$1***'),
    )
    .join(',');
}
