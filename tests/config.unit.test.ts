import { type Config, loadConfig } from '../src/config';
import { StartupError } from '../src/errors';

function refusal(env: NodeJS.ProcessEnv): StartupError {
  try {
    loadConfig(env);
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return error as StartupError;
  }
  throw new Error(`The configuration was accepted: ${JSON.stringify(env)}`);
}

const sqlite = (file: string) => ({ dialect: 'sqlite', file });
const postgres = (url: string) => ({ dialect: 'postgres', url });

test('an empty environment has every default', () => {
  const defaults: Config = {
    host: '127.0.0.1',
    port: 4000,
    databaseUrl: { dialect: 'sqlite', file: 'data/entente.sqlite' },
    explorers: new Set(['sandbox', 'graphiql']),
    siteLocale: 'en',
    siteDirectory: null,
    studio: true,
    introspection: true,
    corsOrigins: [],
    corsRequestHeaders: ['traceparent', 'tracestate', 'sentry-trace', 'baggage'],
    logLevel: 'info',
    demoData: true,
    offInProduction: [],
    locales: ['en', 'fr', 'ru'],
    defaultLocale: 'en',
    labelsDirectory: null,
    codelistsDirectory: 'data/codelists',
    publicUrl: null,
    trustedProxies: [],
    bcryptCost: 12,
    fileStore: { kind: 'local', directory: 'data/files' },
    documentKey: null,
    documentKeyFile: 'data/document.key',
    maxUploadBytes: 2_147_483_648,
    grantMinutes: 15,
    trashDays: 30,
    smallCount: 5,
    trustedDocuments: null,
    answerCacheBytes: 67_108_864,
    sharedCacheSeconds: 0,
    operationTimeoutSeconds: 10,
    shutdownGraceSeconds: 10,
    rateLimits: { address: 60_000_000, apiKey: 600_000_000, account: 120_000_000 },
    tracing: null,
    metricsAddress: null,
    maxOperationCost: 1_000_000,
    webhookAllowedNetworks: [],
    iatiPublisher: null,
    attribution: { publisher: null, licence: null },
    mail: {
      smtpUrl: null,
      from: 'Entente <entente@localhost>',
      directory: 'data/mail',
    },
    itemUrl: null,
  };
  expect(loadConfig({})).toEqual(defaults);
});

const names = ['HOST', 'PORT', 'DATABASE_URL', 'EXPLORER', 'INTROSPECTION', 'CORS_ORIGINS', 'LOG_LEVEL', 'DEMO_DATA'];

test.each(names)('%s counts as unset when it is empty or blank', (name) => {
  expect(loadConfig({ [name]: '' })).toEqual(loadConfig({}));
  expect(loadConfig({ [name]: ' \t' })).toEqual(loadConfig({}));
});

test.each<[name: string, value: string, property: keyof Config, expected: unknown]>([
  ['HOST', '0.0.0.0', 'host', '0.0.0.0'],
  ['HOST', '::1', 'host', '::1'],
  ['HOST', 'fe80::1%eth0', 'host', 'fe80::1%eth0'],
  ['HOST', 'entente.example', 'host', 'entente.example'],
  ['TRUST_PROXY', '127.0.0.1, 10.0.0.0/8, fd00::/8', 'trustedProxies', ['127.0.0.1', '10.0.0.0/8', 'fd00::/8']],
  ['WEBHOOK_ALLOWED_NETWORKS', '0.0.0.0/0', 'webhookAllowedNetworks', ['0.0.0.0/0']],
  ['PUBLIC_URL', 'https://api.example.org', 'publicUrl', 'https://api.example.org'],
  ['PORT', '0', 'port', 0],
  ['PORT', ' 8080 ', 'port', 8080],
  ['PORT', '65535', 'port', 65_535],
  ['DATABASE_URL', 'sqlite:entente.sqlite', 'databaseUrl', sqlite('entente.sqlite')],
  ['DATABASE_URL', 'sqlite:/var/lib/entente.sqlite', 'databaseUrl', sqlite('/var/lib/entente.sqlite')],
  ['DATABASE_URL', 'sqlite:///var/lib/entente.sqlite', 'databaseUrl', sqlite('/var/lib/entente.sqlite')],
  ['DATABASE_URL', 'sqlite:with space/é.sqlite', 'databaseUrl', sqlite('with space/é.sqlite')],
  ['DATABASE_URL', 'postgres://u:p@h:5432/d', 'databaseUrl', postgres('postgres://u:p@h:5432/d')],
  ['DATABASE_URL', 'postgresql://h/d?sslmode=require', 'databaseUrl', postgres('postgresql://h/d?sslmode=require')],
  ['EXPLORER', 'none', 'explorers', new Set()],
  ['EXPLORER', 'graphiql', 'explorers', new Set(['graphiql'])],
  ['EXPLORER', 'sandbox', 'explorers', new Set(['sandbox'])],
  ['EXPLORER', 'graphiql , sandbox,', 'explorers', new Set(['sandbox', 'graphiql'])],
  ['INTROSPECTION', 'false', 'introspection', false],
  ['INTROSPECTION', 'true', 'introspection', true],
  ['CORS_ORIGINS', '*', 'corsOrigins', '*'],
  ['CORS_ORIGINS', 'https://a.example', 'corsOrigins', ['https://a.example']],
  [
    'CORS_ORIGINS',
    'https://a.example, http://localhost:3000',
    'corsOrigins',
    ['https://a.example', 'http://localhost:3000'],
  ],
  ['LOG_LEVEL', 'silent', 'logLevel', 'silent'],
  ['LOG_LEVEL', 'debug', 'logLevel', 'debug'],
  ['DEMO_DATA', 'false', 'demoData', false],
  ['RATE_LIMIT', 'off', 'rateLimits', null],
  [
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'http://127.0.0.1:4318',
    'tracing',
    { endpoint: 'http://127.0.0.1:4318', serviceName: 'entente', ratio: 1 },
  ],
  ['METRICS_ADDRESS', '127.0.0.1:9464', 'metricsAddress', { host: '127.0.0.1', port: 9464 }],
  ['METRICS_ADDRESS', '[::1]:9464', 'metricsAddress', { host: '::1', port: 9464 }],
])('%s=%s is accepted', (name, value, property, expected) => {
  expect(loadConfig({ [name]: value })).toEqual({ ...loadConfig({}), [property]: expected });
});

const host = 'expected an IP address such as 127.0.0.1, or a host name';
const iatiPublisher =
  'expected an identifier, the code of a type and a name, such as XM-DAC-41128 40 United Nations Office on Drugs and Crime';
const port = 'expected a port from 0 to 65535';
const databaseUrl =
  'expected sqlite:<file>, or postgres://<user>@<host>/<database> with special characters of a password percent-encoded';
const explorer = 'expected none, or one or both of sandbox and graphiql, separated by a comma';
const flag = 'expected true or false';
const origins = 'expected * or origins such as https://example.org, separated by commas';
const origin = 'expected an origin such as https://api.example.org';
const networks = 'expected IP addresses or networks such as 10.0.0.0/8, separated by commas';
const everyClient =
  'a network of all IPv4 addresses trusts every client: expected the addresses of the proxies, or their networks, such as 10.0.0.0/8';
const level = 'expected one of fatal, error, warn, info, debug, trace, silent';

test.each([
  ['IATI_PUBLISHER', '41128 40 UNODC', iatiPublisher],
  ['IATI_PUBLISHER', 'XM-DAC-41128 UNODC', iatiPublisher],
  [
    'IATI_PUBLISHER',
    'XM-DAC-41128 41 UNODC',
    'expected one of 10, 11, 15, 21, 22, 23, 24, 30, 40, 60, 70, 71, 72, 73, 80, 90 as the code of the type, but found 41',
  ],
  [
    'IATI_FORMER_IDENTIFIERS',
    'XM-DAC-1 40',
    'expected identifiers of an organisation such as XM-DAC-41128, separated by commas',
  ],
  ['HOST', '256.1.1.1', host],
  ['HOST', 'a b', host],
  ['HOST', '%', host],
  ['HOST', '999999999999999999999', host],
  ['HOST', '[::1]', host],
  ['HOST', '127.0.0.1:4000', host],
  ['HOST', 'http://localhost', host],
  ['PORT', '65536', port],
  ['PORT', '-1', port],
  ['PORT', '4000.5', port],
  ['PORT', '0x10', port],
  ['PORT', 'http', port],
  ['DATABASE_URL', 'entente.sqlite', databaseUrl],
  ['DATABASE_URL', 'sqlite:', databaseUrl],
  // The server has two connections, and each would see its own database.
  ['DATABASE_URL', 'sqlite::memory:', databaseUrl],
  ['DATABASE_URL', 'mysql://h/d', databaseUrl],
  ['DATABASE_URL', 'postgres:h/d', databaseUrl],
  ['DATABASE_URL', 'postgres://h:70000/d', databaseUrl],
  ['EXPLORER', 'playground', explorer],
  ['EXPLORER', 'sandbox,playground', explorer],
  ['EXPLORER', 'none,sandbox', explorer],
  ['EXPLORER', ',', explorer],
  ['INTROSPECTION', 'yes', flag],
  ['INTROSPECTION', 'TRUE', flag],
  ['DEMO_DATA', '0', flag],
  ['CORS_ORIGINS', 'example.org', origins],
  ['CORS_ORIGINS', 'https://example.org/', origins],
  ['CORS_ORIGINS', 'https://example.org/path', origins],
  ['CORS_ORIGINS', 'https://a.example,*', origins],
  ['CORS_ORIGINS', 'null', origins],
  ['LOG_LEVEL', 'verbose', level],
  ['PUBLIC_URL', 'ftp://example.org', origin],
  ['PUBLIC_URL', 'https://example.org/path', origin],
  ['TRUST_PROXY', '1.2.3', networks],
  ['TRUST_PROXY', '1.2.3/24', networks],
  ['TRUST_PROXY', '10.0.0.0/33', networks],
  ['TRUST_PROXY', 'proxy.example', networks],
  ['TRUST_PROXY', '0.0.0.0/0', everyClient],
  ['TRUST_PROXY', '127.0.0.1,::/0', everyClient],
  ['TRUST_PROXY', '::/00', everyClient],
  ['TRUST_PROXY', '::ffff:0:0/96', everyClient],
  ['TRUST_PROXY', '::/1', everyClient],
])('%s=%s is rejected, with the expected format in the message', (name, value, expected) => {
  expect(refusal({ [name]: value })).toMatchObject({
    message: `The configuration is invalid:\n  ${name}=${value}: ${expected}`,
    exitCode: 78,
  });
});

test('one message names every invalid variable, and no valid one', () => {
  const { message } = refusal({
    HOST: 'localhost',
    PORT: 'x',
    DATABASE_URL: 'x',
    EXPLORER: 'x',
    INTROSPECTION: 'x',
    CORS_ORIGINS: 'x',
    LOG_LEVEL: 'x',
    DEMO_DATA: 'x',
  });
  expect(message.split('\n')).toEqual([
    'The configuration is invalid:',
    `  PORT=x: ${port}`,
    `  DATABASE_URL=x: ${databaseUrl}`,
    `  EXPLORER=x: ${explorer}`,
    `  INTROSPECTION=x: ${flag}`,
    `  CORS_ORIGINS=x: ${origins}`,
    `  LOG_LEVEL=x: ${level}`,
    `  DEMO_DATA=x: ${flag}`,
  ]);
});

test.each([
  ['mysql://reader:s3cret@db.example/entente', 'mysql://***@db.example/entente'],
  ['postgress://reader:s3cret@db.example/entente', 'postgress://***@db.example/entente'],
  ['mysql://reader:p@s3cret@db.example/entente', 'mysql://***@db.example/entente'],
  ['mysql://reader:p/s3cret@db.example/entente', 'mysql://***@db.example/entente'],
  ['postgres://reader:s3cret@db.example:port/entente', 'postgres://***@db.example:port/entente'],
  ['postgres:/reader:s3cret@db.example/entente', '***@db.example/entente'],
  ['postgres:/reader:s3cret/entente', 'postgres:/reader:***'],
  ['postgres:reader:s3cret', 'postgres:reader:***'],
  ['postgres://reader:12#s3cret', 'postgres://reader:***'],
  ['postgres://a:s3cret@h/d#, postgres://reader:s3cret', 'postgres://***@h/d#, postgres://reader:***'],
  ['postgres://a:x,s3cret@h#/d', 'postgres://***@h#/d'],
  ['mysql://r:a,s3cret,c@db/e', 'mysql://***@db/e'],
  ['mysql://r:a,s3cret', 'mysql://r:***'],
  ['mysql://db/e?password=a,s3cret&x=1', 'mysql://db/e?password=***&x=1'],
  ['reader:s3cret@db.example/entente', '***@db.example/entente'],
  ['postgres://reader:%s3cret@db.example/entente', 'postgres://***@db.example/entente'],
  ['postgres://reader:#s3cret@db.example/entente', 'postgres://***@db.example/entente'],
  ['postgres://reader:s3cret', 'postgres://reader:***'],
  ['postgres://reader:s3cret:5432/entente', 'postgres://reader:***'],
  ['mysql://db.example:3306/entente', 'mysql://db.example:3306/entente'],
  ['mysql://[::1]:3306/entente', 'mysql://[::1]:3306/entente'],
  [
    'mysql://db.example/entente?user=reader&password=s3cret&x=1',
    'mysql://db.example/entente?user=reader&password=***&x=1',
  ],
])('the message about an invalid DATABASE_URL hides its password: %s', (value, shown) => {
  const { message } = refusal({ DATABASE_URL: value });
  expect(message).toBe(`The configuration is invalid:\n  DATABASE_URL=${shown}: ${databaseUrl}`);
  expect(message).not.toContain('s3cret');
});

test('variables that contradict others are named with those that are invalid by themselves', () => {
  const env = {
    ...{ DATABASE_READ_URLS: 'postgres://a/b', LOCALES: 'en,fr', DEFAULT_LOCALE: 'ru' },
    ...{ CORS_ORIGINS: 'foo', LOG_LEVEL: 'loud', SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'nobody' },
  };

  const issues = refusal(env).message.split('\n  ').slice(1);
  expect(issues.map((line) => line.split(': ', 1)[0])).toEqual([
    'CORS_ORIGINS=foo',
    'LOG_LEVEL=loud',
    'MAIL_FROM=nobody',
    'PUBLIC_URL',
    'DATABASE_READ_URLS=postgres://a/b',
    'DEFAULT_LOCALE=ru',
  ]);
  expect(refusal({ DATABASE_DIRECT_URL: 'xx' }).message.split('\n')).toHaveLength(2);
});

test('answers that shared caches use without asking have links to PUBLIC_URL, not to a host that a client chose', () => {
  expect(refusal({ SHARED_CACHE_SECONDS: '1' })).toMatchObject({
    message:
      'The configuration is invalid:\n  PUBLIC_URL: SHARED_CACHE_SECONDS needs it, for the links in kept answers',
    exitCode: 78,
  });
  expect(loadConfig({ SHARED_CACHE_SECONDS: '0' }).sharedCacheSeconds).toBe(0);
  expect(loadConfig({ SHARED_CACHE_SECONDS: '1', PUBLIC_URL: 'https://api.example.org' }).sharedCacheSeconds).toBe(1);
});

test('a budget must suffice for the most expensive operation, unless budgets are off', () => {
  const env = { MAX_OPERATION_COST: '5000', RATE_LIMIT_ADDRESS: '4999', RATE_LIMIT_API_KEY: '5000' };

  expect(refusal(env)).toMatchObject({
    message:
      'The configuration is invalid:\n  RATE_LIMIT_ADDRESS=4999: 4999 is less than MAX_OPERATION_COST (5000), so the ' +
      'most expensive operations could never run',
    exitCode: 78,
  });
  expect(refusal({ MAX_OPERATION_COST: '120000001' }).message.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^ {2}RATE_LIMIT_ADDRESS: 60000000 is less than/),
    expect.stringMatching(/^ {2}RATE_LIMIT_ACCOUNT: 120000000 is less than/),
  ]);
  expect(loadConfig({ ...env, RATE_LIMIT: 'off' }).rateLimits).toBeNull();
});

test('a value that is no number is compared with no other, so that only the line of its variable shows it', () => {
  const { message } = refusal({ MAX_OPERATION_COST: 'reader:s3cret@db.example', RATE_LIMIT_ACCOUNT: 'x' });

  expect(message.split('\n').slice(1)).toEqual([
    '  MAX_OPERATION_COST=***@db.example: expected an integer from 1 to 9007199254740991',
    '  RATE_LIMIT_ACCOUNT=x: expected an integer from 1 to 9007199254740991',
  ]);
});

test('production turns off what helps to explore a server, unless the operator asks for it', () => {
  expect(loadConfig({ NODE_ENV: 'production' })).toMatchObject({
    demoData: false,
    explorers: new Set(['graphiql']),
    introspection: false,
    offInProduction: ['DEMO_DATA', 'EXPLORER', 'INTROSPECTION'],
  });
  expect(loadConfig({ NODE_ENV: 'production', EXPLORER: 'sandbox', INTROSPECTION: 'true' })).toMatchObject({
    demoData: false,
    explorers: new Set(['sandbox']),
    introspection: true,
    offInProduction: ['DEMO_DATA'],
  });
});
