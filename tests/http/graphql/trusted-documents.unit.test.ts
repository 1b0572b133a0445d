import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, print } from 'graphql';
import { printSchema } from '../../../src/cli/commands/schema.command';
import { StartupError } from '../../../src/errors';
import { make } from '../../support/factories';
import { connect, until } from '../../support/subscriber';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, member } from '../../support/viewers';

const PREFLIGHTED = { 'apollo-require-preflight': '1' };

const names = print(parse('query NetworkNames { networks { nodes { name } } }'));
const published = print(parse('subscription Published { newsItemPublished { title } }'));
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The manifest that Apollo's generate-persisted-query-manifest writes for these documents. */
function apolloManifest(documents: Readonly<Record<string, string>>): string {
  const operations = Object.entries(documents).map(([id, body]) => {
    const [definition] = parse(body).definitions;
    const { operation: type, name } = definition as { operation: string; name: { value: string } };
    return { id, name: name.value, type, body };
  });
  return JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2);
}

let directory: string;
let file: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-trusted-'));
  file = path.join(directory, 'manifest.json');
});

afterAll(() => rm(directory, { recursive: true, force: true }));

async function start(manifest: string, env: NodeJS.ProcessEnv): Promise<TestServer> {
  await writeFile(file, manifest);
  const server = await startTestServer({ DEMO_DATA: 'false', TRUSTED_DOCUMENTS_FILE: file, ...env });
  await make(server.app, (create) => create.network({ name: 'Trusted' }));
  return server;
}

async function post(server: TestServer, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

async function get(server: TestServer, parameters: Record<string, string>): Promise<Response> {
  return fetch(`${server.address}/graphql?${new URLSearchParams(parameters).toString()}`, { headers: PREFLIGHTED });
}

const persisted = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const trusted = { data: { networks: { nodes: [{ name: 'Trusted' }] } } };
const codesOf = ({ errors }: Answer) => errors?.map(({ extensions }) => extensions.code);

describe('a server that runs trusted documents only', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await start(apolloManifest({ 'names-1': names, [hash(published)]: published }), {
      TRUSTED_DOCUMENTS: 'only',
    });
  });
  afterAll(() => server.close());

  test.each<[string, object]>([
    ['its identifier in the manifest', { documentId: 'names-1' }],
    ['its hash', { documentId: `sha256:${hash(names)}` }],
    ["Apollo's extension", persisted(hash(names))],
    ["Apollo's extension with the identifier of the manifest", persisted('names-1')],
    ['its text', { query: names }],
    ['its identifier and an empty text', { query: '', documentId: 'names-1' }],
  ])('runs a document by %s', async (_by, body) => {
    expect(await post(server, body)).toEqual(trusted);
    // From the cache.
    expect(await post(server, body)).toEqual(trusted);
  });

  test('runs documents by GET, with an address that a CDN can keep', async () => {
    const byId = await get(server, { documentId: 'names-1' });
    expect([await byId.json(), byId.headers.get('etag')]).toEqual([trusted, expect.any(String)]);
    const extensions = JSON.stringify({ ...persisted(hash(names)).extensions, other: 1 });
    expect(await (await get(server, { extensions })).json()).toEqual(trusted);
  });

  test.each<[string, unknown]>([
    ['another text', { query: '{ networks { nodes { slug } } }' }],
    ['the same text with another space', { query: `${names} ` }],
    ['text that does not parse', { query: '{' }],
    ['an unknown identifier', { documentId: 'names-2' }],
    ['an identifier that is no text', { documentId: { id: 'names-1' } }],
    ['an unknown hash', persisted(hash('{ __typename }'))],
    ['a text that would register itself', { query: '{ __typename }', ...persisted(hash('{ __typename }')) }],
    ['another text beside a known identifier', { query: '{ __typename }', documentId: 'names-1' }],
    ['no document', {}],
    ['a batch', [{ documentId: 'names-1' }]],
  ])('refuses %s before it is parsed', async (_what, body) => {
    const response = await fetch(`${server.address}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([response.status, codesOf((await response.json()) as Answer)]).toEqual([403, ['DOCUMENT_NOT_TRUSTED']]);
  });

  test('refuses other documents by GET, also with repeated parameters', async () => {
    for (const search of [
      'query={__typename}',
      'documentId=x',
      `query={__typename}&query=${encodeURIComponent(names)}`,
    ]) {
      const response = await fetch(`${server.address}/graphql?${search}`, { headers: PREFLIGHTED });
      expect([search, codesOf((await response.json()) as Answer)]).toEqual([search, ['DOCUMENT_NOT_TRUSTED']]);
    }
  });

  test('refuses them to editors and administrators as well', async () => {
    for (const viewer of [member, editor, admin]) {
      expect(codesOf(await server.query('{ viewer { role } }', {}, viewer))).toEqual(['DOCUMENT_NOT_TRUSTED']);
    }
  });

  test('starts trusted subscriptions over a WebSocket, and refuses others', async () => {
    const client = connect(server.address);
    const subscribe = (payload: object) => {
      const seen: { codes?: unknown; isActive: boolean } = { isActive: false };
      const stop = client.subscribe(
        { query: '', ...payload },
        {
          next: () => (seen.isActive = true),
          error: (errors) => (seen.codes = codesOf({ errors } as Answer)),
          complete: () => {},
        },
      );
      return { seen, stop };
    };
    const active = subscribe(persisted(hash(published)));
    const refused = [
      subscribe({ query: 'subscription { newsItemPublished { slug } }' }),
      subscribe(persisted(hash('x'))),
      subscribe({}),
    ];
    await until(() => refused.every(({ seen }) => seen.codes !== undefined));
    expect(refused.map(({ seen }) => seen.codes)).toEqual(refused.map(() => ['DOCUMENT_NOT_TRUSTED']));
    expect(active.seen).toEqual({ isActive: false });
    active.stop();
    await client.dispose();
  });

  test('reads the manifest again, forgets answers by identifier, and keeps the old one if the new one is invalid', async () => {
    const count = print(parse('query NetworkCount { networks { totalCount } }'));
    expect(await post(server, { documentId: 'names-1' })).toEqual(trusted);

    await writeFile(file, apolloManifest({ 'names-1': count }));
    server.app.trustedDocuments!.reload();
    expect(await post(server, { documentId: 'names-1' })).toEqual({ data: { networks: { totalCount: 1 } } });
    expect(codesOf(await post(server, { query: names }))).toEqual(['DOCUMENT_NOT_TRUSTED']);

    for (const invalid of ['{', '[]', '{"a": 1}', JSON.stringify({ a: '{' })]) {
      await writeFile(file, invalid);
      server.app.trustedDocuments!.reload();
      expect(await post(server, { documentId: 'names-1' })).toEqual({ data: { networks: { totalCount: 1 } } });
    }
    const messages = server.log.filter(({ msg }) => msg.startsWith('trusted documents')).map(({ msg }) => msg);
    expect(messages).toEqual(['trusted documents reloaded', ...Array(4).fill('trusted documents stay as they were')]);
  });
});

test('editors may send other documents if they are exempt', async () => {
  const server = await start(apolloManifest({ names }), {
    TRUSTED_DOCUMENTS: 'only',
    TRUSTED_DOCUMENTS_EXEMPT_EDITORS: 'true',
  });
  const codes = [undefined, member, editor, admin].map(async (viewer) =>
    codesOf(await server.query('{ viewer { role } }', {}, viewer)),
  );
  expect(await Promise.all(codes)).toEqual([['DOCUMENT_NOT_TRUSTED'], ['DOCUMENT_NOT_TRUSTED'], undefined, undefined]);
  await server.close();
});

test('the pages of the site are made from trusted documents', async () => {
  const server = await start(apolloManifest({ names }), { TRUSTED_DOCUMENTS: 'only', SITE: 'on' });
  const page = await fetch(`${server.address}/networks`);

  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<h1>Networks</h1>');
  await server.close();
});

test('a server that prefers trusted documents runs others, too', async () => {
  const server = await start(apolloManifest({ names }), { TRUSTED_DOCUMENTS: 'prefer' });
  expect(await post(server, { documentId: 'names' })).toEqual(trusted);
  expect(await post(server, { query: '{ networks { totalCount } }' })).toEqual({
    data: { networks: { totalCount: 1 } },
  });
  expect(codesOf(await post(server, { documentId: 'x' }))).toEqual(['DOCUMENT_NOT_TRUSTED']);
  // Automatic persisted queries go on working.
  const query = '{ networks { totalCount } }';
  expect(codesOf(await post(server, persisted(hash(query))))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  expect(await post(server, { query, ...persisted(hash(query)) })).toHaveProperty('data');
  expect(await post(server, persisted(hash(query)))).toHaveProperty('data');
  await server.close();
});

test("runs the documents of a manifest that Relay's compiler writes", async () => {
  const sources = path.join(directory, 'src');
  await mkdir(sources);
  await writeFile(path.join(directory, 'schema.graphql'), printSchema());
  const query = 'query NetworkListQuery { networks(first: 5) { nodes { name } } }';
  await writeFile(path.join(sources, 'NetworkList.js'), `const query = graphql\`${query}\`;`);
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'javascript',
    noSourceControl: true,
    persistConfig: { file: './persisted.json', algorithm: 'MD5' },
  };
  await writeFile(path.join(directory, 'persisted.json'), '{}');
  await writeFile(path.join(directory, 'relay.config.json'), JSON.stringify(config));
  const compiler = require.resolve('relay-compiler/cli.js');
  await promisify(execFile)(process.execPath, [compiler, 'relay.config.json', '--noWatchman'], { cwd: directory });
  const manifest = await readFile(path.join(directory, 'persisted.json'), 'utf8');
  const [[id]] = Object.entries(JSON.parse(manifest) as Record<string, string>) as [[string, string]];
  expect(id).toMatch(/^[0-9a-f]{32}$/);

  const server = await start(manifest, { TRUSTED_DOCUMENTS: 'only' });
  expect(await post(server, { documentId: id, variables: {} })).toMatchObject({ data: { networks: { nodes: [{}] } } });
  await server.close();
});

test.each([
  ['is missing', null, /no such file/],
  ['is no JSON', 'x', /JSON/],
  ['has another format', '{"operations": []}', /neither a manifest of Apollo/],
  [
    'gives one identifier to two documents',
    JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: ['{ a }', '{ b }'].map((body) => ({ id: 'same', body })),
    }),
    /Two documents have the identifier same/,
  ],
  ['has a document that is not GraphQL', '{"a": "query {"}', /The document a is not GraphQL/],
])('a server does not start if the manifest %s', async (_why, manifest, message) => {
  if (manifest === null) await rm(file, { force: true });
  else await writeFile(file, manifest);
  const start = startTestServer({ TRUSTED_DOCUMENTS: 'only', TRUSTED_DOCUMENTS_FILE: file });
  const error = await start.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StartupError);
  expect(error).toMatchObject({ exitCode: 78, message: expect.stringMatching(message) });
});
