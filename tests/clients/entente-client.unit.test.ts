import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Role } from '../../src/core/access/role';
import { createDocument, createDocumentWith, textOf } from '../support/contents';
import { makeCode } from '../support/documents';
import { accountWithPassword, password as ownPassword } from '../support/sign-in';
import { startTestServer } from '../support/test-server';

const run = promisify(execFile);

const root = path.join(__dirname, '../..');

const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: 'es2022',
  module: 'nodenext',
  types: ['node'],
};

/** The code of a front-end developer. The errors that it expects prove that the types are checked. */
const application = `
import {
  ActivityPageDocument, ConnectionError, EntenteClient, HomePageDocument, NewsPageDocument, OperationError, TimeoutError,
  SignInDocument, SignOutDocument, UnlockDocumentDocument, ViewerAndDocumentsDocument, upload, type ActivityCardFragment,
} from 'entente-client';

const [url, email, secret, documentId, password, uploadUrl] = process.argv.slice(2) as [string, string, string, string, string, string];
const slug = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

const sent: Record<string, unknown>[] = [];
const headers: Record<string, string>[] = [];
const recording: typeof fetch = (address, init) => {
  sent.push(JSON.parse(init!.body as string));
  headers.push(init!.headers as Record<string, string>);
  return fetch(address, init);
};
const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => null, (error: unknown) => error);

const client = new EntenteClient({ url, fetch: recording, locales: ['ru', 'en'] });
const page = await client.request(ActivityPageDocument, { slug });
// @ts-expect-error: an activity may be missing
page.activity.title;
// @ts-expect-error: a slug is text
await failureOf(client.request(NewsPageDocument, { slug: 1 }));
// @ts-expect-error: the operation needs variables
await failureOf(client.request(ActivityPageDocument));
// @ts-expect-error: the operation has no such variable
await client.request(ActivityPageDocument, { slug, locale: 'ru' });
// As code generators type a parsed document.
const parsed: { kind: 'Document'; __apiType?: (variables: object) => unknown } = { kind: 'Document' };
// @ts-expect-error: it is not text
await failureOf(client.request(parsed, {}));
sent.length = 0;
await client.request(HomePageDocument);
await client.request(HomePageDocument);
const hashed = sent.map((body) => [typeof body['query'], typeof body['extensions']]);
const home = await client.request(HomePageDocument, {});
const cards: readonly ActivityCardFragment[] = home.activities.nodes;

const invalid = await failureOf(client.request(NewsPageDocument, { slug: null as never }));
const unreachable = await failureOf(new EntenteClient({ url: 'http://127.0.0.1:9/graphql' }).request(HomePageDocument));
const proxy: typeof fetch = () => Promise.resolve(new Response('<html>', { status: 502 }));
const other = await failureOf(new EntenteClient({ url, fetch: proxy }).request(HomePageDocument));
const foreign = await failureOf(
  new EntenteClient({ url, fetch: () => Promise.resolve(Response.json({ errors: [{ message: 'No route' }] })) }).request(HomePageDocument),
);
let refused: unknown;
for (let attempt = 0; attempt <= 5; attempt += 1) {
  refused = await failureOf(client.request(SignInDocument, { input: { email: 'nobody@example.org', password: 'wrong' } }));
}
const silent: typeof fetch = (_url, init) => new Promise((_resolve, reject) => {
  // The timer of a signal does not keep the process alive.
  const waiting = setInterval(() => undefined, 1_000);
  init!.signal!.addEventListener('abort', () => {
    clearInterval(waiting);
    reject(init!.signal!.reason);
  });
});
const late = await failureOf(new EntenteClient({ url, fetch: silent, timeoutMs: 20 }).request(HomePageDocument));
const aborted = await failureOf(client.request(HomePageDocument, {}, { signal: AbortSignal.abort(new Error('left')) }));

const grants: string[] = [];
const reader = new EntenteClient({ url, grants: () => grants });
const { unlockDocument } = await reader.request(UnlockDocumentDocument, { input: { documentId, password } });
if (unlockDocument.__typename === 'DocumentsUnlocked') grants.push(unlockDocument.grant);
const { viewer } = await reader.request(ViewerAndDocumentsDocument, { slug });

let token: string | null = null;
const account = new EntenteClient({ url, token: () => token });
({ token } = (await account.request(SignInDocument, { input: { email, password: secret } })).signIn);
const editor = await account.request(ViewerAndDocumentsDocument, { slug });
await account.request(SignOutDocument);
const ended = await failureOf(account.request(ViewerAndDocumentsDocument, { slug }));

const progress: number[] = [];
const file = new Blob(['A line of a report.\\n'.repeat(50_000)]);
await upload(uploadUrl, file, { onProgress: ({ sent, total }) => progress.push(sent / total) });
const again = await failureOf(upload(uploadUrl, file));

console.log(JSON.stringify({
  title: page.activity?.title,
  cards: cards.length,
  language: headers[0]!['accept-language'],
  hashed,
  invalid: invalid instanceof OperationError && [invalid.code, invalid.retryAfterSeconds],
  unreachable: unreachable instanceof ConnectionError && [unreachable.status, unreachable.message],
  other: other instanceof ConnectionError && other.status,
  foreign: foreign instanceof ConnectionError && foreign.status,
  refused: refused instanceof OperationError && [refused.code, refused.retryAfterSeconds],
  late: late instanceof TimeoutError,
  aborted: (aborted as Error).message,
  unlocked: viewer.unlockedDocuments.map(({ id }) => id),
  role: editor.viewer.role,
  ended: ended instanceof OperationError && ended.code,
  isGrowing: progress.length > 2 && progress.every((share, index) => share >= (progress[index - 1] ?? 0)),
  last: progress.at(-1),
  again: again instanceof OperationError && [again.code, again.message],
}));
`;

test('the client package has a document for each operation of docs/operations, of the site, of the studio and of its own', () => {
  const directories = [
    'docs/operations',
    'web/site/operations',
    'web/studio/operations',
    'clients/typescript/operations',
  ];
  const texts = directories.flatMap((operations) =>
    readdirSync(path.join(root, operations), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.graphql'))
      .map((name) => readFileSync(path.join(root, operations, name), 'utf8')),
  );
  const names = [...texts.join('\n').matchAll(/^(?:query|mutation|subscription) (\w+)/gm)].map(([, name]) => name!);
  const generated = readFileSync(path.join(root, 'clients/typescript/dist/generated/documents.d.ts'), 'utf8');
  const documents = [...generated.matchAll(/^export declare const (\w+)Document\b/gm)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(100);
  expect(names.filter((name) => !documents.includes(name))).toEqual([]);
});

test('the entries of the client package have the examples, and with them the operations of the site or the studio', async () => {
  const entries = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    `const documentsIn = async (entry) =>
       Object.keys(await import(new URL(\`clients/typescript/dist/\${entry}.js\`, ${JSON.stringify(`${pathToFileURL(root).href}/`)})))
         .filter((name) => name.endsWith('Document')).map((name) => name.match(/^(Site|Studio)(?=[A-Z])/)?.[0] ?? 'example');
     const kinds = {};
     for (const entry of ['index', 'site', 'studio']) kinds[entry] = [...new Set(await documentsIn(entry))].sort();
     console.log(JSON.stringify(kinds));`,
  ]);

  expect(JSON.parse(entries.stdout)).toEqual({
    index: ['example'],
    site: ['Site', 'example'],
    studio: ['Studio', 'example'],
  });
});

test('the client package compiles in strict mode, and reads, unlocks, signs in and out, and uploads on a server', async () => {
  const [server, directory] = await Promise.all([startTestServer(), mkdtemp(path.join(tmpdir(), 'entente-client-'))]);
  try {
    const document = await createDocumentWith(server, textOf(1_000));
    const { password } = await makeCode(server, document);
    const { uploadUrl } = await createDocument(server);
    const modules = path.join(directory, 'node_modules');
    await mkdir(path.join(modules, '@types'), { recursive: true });
    await Promise.all([
      symlink(path.join(root, 'clients/typescript'), path.join(modules, 'entente-client'), 'junction'),
      symlink(path.join(root, 'node_modules/@types/node'), path.join(modules, '@types/node'), 'junction'),
      writeFile(path.join(directory, 'application.mts'), application),
      writeFile(path.join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions })),
    ]);
    const compiler = [require.resolve('typescript/bin/tsc'), '-p', directory];
    const { stdout: diagnostics } = await run(process.execPath, compiler).catch(
      (failure: unknown) => failure as { stdout: string },
    );
    expect(diagnostics).toBe('');

    const { email } = await accountWithPassword(server, { role: Role.EDITOR });
    const given = [`${server.address}/graphql`, email, ownPassword, document.globalId, password, uploadUrl];
    const { stdout } = await run(process.execPath, [path.join(directory, 'application.mjs'), ...given]);

    expect(JSON.parse(stdout)).toEqual({
      title: expect.stringMatching(/^Международный семинар/),
      cards: expect.any(Number),
      language: 'ru;q=1.0, en;q=0.9',
      // The server does not know the document at first; afterwards, its hash suffices.
      hashed: [
        ['undefined', 'object'],
        ['string', 'object'],
        ['undefined', 'object'],
      ],
      invalid: ['BAD_USER_INPUT', null],
      unreachable: [null, 'The server cannot be reached, or its CORS_ORIGINS does not list the origin of this page'],
      other: 502,
      foreign: 200,
      refused: ['TOO_MANY_REQUESTS', 30],
      late: true,
      aborted: 'left',
      unlocked: [document.globalId],
      role: 'EDITOR',
      ended: 'UNAUTHENTICATED',
      isGrowing: true,
      last: 1,
      again: ['CONFLICT', expect.stringContaining('already used')],
    });
  } finally {
    await Promise.all([server.close(), rm(directory, { recursive: true })]);
  }
});
