import { once } from 'node:events';
import { readFile, rename, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import http, { type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import path from 'node:path';
import contentDisposition from 'content-disposition';
import type { EntityManager } from 'typeorm';
import { Role } from '../../../src/core/access/role';
import { MINUTE_MS } from '../../../src/core/time';
import { encodeGlobalId } from '../../../src/core/types/global-id';
import { takeAdvisoryLock } from '../../../src/database/sql/advisory-lock';
import { sql } from '../../../src/database/sql/sql';
import { DocumentAccessCode } from '../../../src/modules/documents/unlocking/access-code/document-access-code.entity';
import { addressSubject } from '../../../src/modules/identity/rate-limit/rate-limits';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import {
  contentOf,
  createDocument,
  createDocumentWith,
  downloadUrlOf,
  globalIdOf,
  type NewDocument,
  put,
  replaceFile,
  sha256Of,
  storedFiles,
  textOf,
  until,
} from '../../support/contents';
import { makeCode, pagePassword, revokeCode, setPagePassword, unlock, withBrokenLog } from '../../support/documents';
import { make } from '../../support/factories';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { editor, member, tokenOf, viewer, viewerOf } from '../../support/viewers';

let server: TestServer;
/** Looks for stalled connections, which the server does every two seconds. */
let checkConnections: () => void;

beforeAll(async () => {
  const intervals = jest.spyOn(globalThis, 'setInterval');
  server = await startTestServer({
    DEMO_DATA: 'false',
    TRUST_PROXY: '127.0.0.1',
    CORS_ORIGINS: 'https://site.example',
  });
  [checkConnections] = intervals.mock.calls.find(([, milliseconds]) => milliseconds === 2_000)!;
  intervals.mockRestore();
});

afterAll(() => server.close());

const bytes = textOf(300_000);

/** The response to every invalid address. */
const nothing = {
  status: 404,
  body: {
    errors: [
      {
        message: 'This URL does not open a file, or no longer does: request a new downloadUrl',
        extensions: { code: 'NOT_FOUND' },
      },
    ],
  },
};

async function refusalOf(url: string, method = 'GET'): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, { method });
  return { status: answer.status, body: await answer.json() };
}

function altered(url: string, change: (url: URL) => void): string {
  const copy = new URL(url);
  change(copy);
  return copy.href;
}

/** The response to a request once its body has arrived: an unread body would keep the connection open. */
async function received(url: string, init?: RequestInit): Promise<Response> {
  const answer = await fetch(url, init);
  await answer.arrayBuffer();
  return answer;
}

interface Grantee {
  readonly headers: Record<string, string>;
}

async function withGrant(
  document: NewDocument,
  recipient = 'The prosecutor of Osh',
): Promise<Grantee & { codeId: string; password: string }> {
  const { password, accessCode } = await makeCode(server, document, { recipient });
  return { ...(await unlockedBy(document, password)), codeId: accessCode.id, password };
}

async function unlockedBy(opened: { readonly globalId: string }, password: string): Promise<Grantee> {
  const { grant } = await unlock(server, opened, password);
  return { headers: { 'entente-grants': grant as string } };
}

interface Entry {
  readonly action: string;
  readonly actor: string;
  readonly address: string | null;
}

async function downloadsIn(document: NewDocument): Promise<Entry[]> {
  return server.app.database.read.query<Entry>(sql`
    SELECT action, actor, address FROM document_access_event
    WHERE document_id = ${document.id} AND action = 'DOWNLOADED' ORDER BY id`);
}

/** Reads the response only as fast as the test allows. */
function slowGet(url: string): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    http.get(url, { highWaterMark: 1 } as http.RequestOptions, resolve).once('error', reject);
  });
}

async function theFileOf(work: () => Promise<unknown>): Promise<string> {
  const before = new Set(await storedFiles(server));
  await work();
  return (await storedFiles(server)).find((name) => !before.has(name))!;
}

describe('a download', () => {
  test('returns the uploaded bytes under the file name, with the SHA-256 that the API reports', async () => {
    const document = await createDocumentWith(server, bytes);
    const content = (await contentOf(server, document.globalId, member))!;

    const answer = await fetch(content.downloadUrl);

    expect(answer.status).toBe(200);
    const downloaded = Buffer.from(await answer.arrayBuffer());
    expect(downloaded.equals(bytes)).toBe(true);
    expect(sha256Of(downloaded)).toBe(content.sha256);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '300000',
      'content-disposition': 'attachment; filename="Report.txt"',
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
      etag: `"${content.sha256}"`,
    });
  });

  test.each([
    'Plain.txt',
    'With "quotes" and %25.txt',
    'Über Maßnahmen.txt',
    'Протокол заседания.txt',
    '会议 📎.txt',
    "It's (1); a, b=c.txt",
  ])('is saved as %s', async (fileName) => {
    const document = await createDocumentWith(server, textOf(10), { fileName });
    const answer = await received(await downloadUrlOf(server, document.globalId, member));
    const header = answer.headers.get('content-disposition')!;
    expect(header).toMatch(/^attachment; filename/);
    // No backslash either, because some clients do not know escaped characters.
    expect(header).toMatch(/^[\x20-\x5b\x5d-\x7e]*$/);
    const name = parseDisposition(header);
    expect(name).toBe(fileName);
  });

  test('answers HEAD with the same headers, without a body and without a log entry', async () => {
    const document = await createDocumentWith(server, bytes);
    const url = await downloadUrlOf(server, document.globalId, member);
    const head = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=0-9' } });

    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(await downloadsIn(document)).toEqual([]);
    const get = await fetch(url);
    await get.arrayBuffer();
    const namesOf = ({ headers }: Response) =>
      Object.fromEntries(
        [...headers].filter(([name]) => !['date', 'x-request-id', 'connection', 'keep-alive'].includes(name)),
      );
    expect(namesOf(head)).toEqual(namesOf(get));
    expect(await downloadsIn(document)).toHaveLength(1);
  });

  test('may be requested by a page of an allowed origin, which can read the file name', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const url = await downloadUrlOf(server, document.globalId, member);
    const answer = await received(url, { headers: { origin: 'https://site.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://site.example');
    expect(answer.headers.get('access-control-expose-headers')).toContain('content-disposition');
  });

  test('has no more listeners behind a proxy than Node expects', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const url = await downloadUrlOf(server, document.globalId, member);
    type Add = (this: ServerResponse, ...listener: Parameters<ServerResponse['on']>) => ServerResponse;
    const add = Reflect.get(http.ServerResponse.prototype, 'on') as Add;
    let free = Infinity;
    const spy = jest.spyOn(http.ServerResponse.prototype, 'on').mockImplementation(function (
      this: ServerResponse,
      event,
      listener,
    ) {
      add.call(this, event, listener);
      free = Math.min(free, this.getMaxListeners() - this.listenerCount(event));
      return this;
    });
    const { status } = await received(url, { headers: { 'x-forwarded-for': '203.0.113.7' } });
    spy.mockRestore();

    expect(status).toBe(200);
    expect(free).toBeGreaterThanOrEqual(0);
  });

  test('is not found for a version that was replaced', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const url = await downloadUrlOf(server, document.globalId, member);
    await replaceFile(server, document, textOf(20));
    expect(await refusalOf(url)).toEqual(nothing);
    expect((await (await fetch(await downloadUrlOf(server, document.globalId, member))).text()).length).toBe(20);
  });
});

/** The file name that a browser reads from the header. */
function parseDisposition(header: string): string | undefined {
  return contentDisposition.parse(header).parameters['filename'];
}

describe('a range', () => {
  let url: string;
  let tag: string;

  beforeAll(async () => {
    const document = await createDocumentWith(server, bytes);
    const content = (await contentOf(server, document.globalId, editor))!;
    url = content.downloadUrl;
    tag = `"${content.sha256}"`;
  });

  test.each([
    ['bytes=0-0', 0, 1],
    ['bytes=10-19', 10, 20],
    ['bytes=65530-65545', 65_530, 65_546],
    ['bytes=65536-131071', 65_536, 131_072],
    ['bytes=299999-', 299_999, 300_000],
    ['bytes=299990-999999', 299_990, 300_000],
    ['bytes=-5', 299_995, 300_000],
    ['bytes=-999999', 0, 300_000],
    ['bytes=0-9,10-19', 0, 20],
    ['Bytes=-999999', 0, 300_000],
  ])('%s returns that part', async (range, from, to) => {
    const answer = await fetch(url, { headers: { range } });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/300000`);
    expect(answer.headers.get('content-length')).toBe(String(to - from));
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes.subarray(from, to))).toBe(true);
  });

  test.each(['bytes=300000-', 'bytes=-0'])('%s is not satisfiable', async (range) => {
    const answer = await received(url, { headers: { range } });
    expect(answer.status).toBe(416);
    expect(answer.headers.get('content-range')).toBe('bytes */300000');
    expect(answer.headers.get('content-disposition')).toBeNull();
  });

  test.each(['bytes=0-1,10-11', 'lines=0-1', 'bytes=x-y', 'nonsense', 'bytes=5-2'])(
    '%s returns the whole file, or is not satisfiable',
    async (range) => {
      const answer = await fetch(url, { headers: { range } });
      const body = Buffer.from(await answer.arrayBuffer());
      if (answer.status !== 416) expect([answer.status, body.equals(bytes)]).toEqual([200, true]);
    },
  );

  test('in another unit is ignored, whatever its numbers', async () => {
    expect((await received(url, { headers: { range: 'lines=300000-' } })).status).toBe(200);
  });

  test('is honoured with If-Range only for the same file', async () => {
    const get = async (ifRange: string) =>
      (await received(url, { headers: { range: 'bytes=0-9', 'if-range': ifRange } })).headers.get('content-length');
    expect(await get(tag)).toBe('10');
    expect(await get(`W/${tag}`)).toBe('300000');
    expect(await get('"another"')).toBe('300000');
    expect(await get(new Date().toUTCString())).toBe('300000');
  });
});

describe('an address', () => {
  test('is not found once any part of it is altered', async () => {
    const document = await createDocumentWith(server, bytes);
    const other = await createDocumentWith(server, bytes);
    const url = await downloadUrlOf(server, document.globalId, member);
    const holder = new URL(await downloadUrlOf(server, document.globalId, editor)).searchParams.get('for')!;
    const alterations: ((url: URL) => void)[] = [
      (it) => it.searchParams.set('version', '2'),
      // The other holder may open the document, too.
      (it) => it.searchParams.set('for', holder),
      (it) => it.searchParams.set('for', 's1'),
      (it) => it.searchParams.set('for', 'g1'),
      (it) => it.searchParams.set('for', ''),
      (it) => it.searchParams.set('expires', String(Number(it.searchParams.get('expires')) + 1)),
      (it) => it.searchParams.set('expires', 'NaN'),
      (it) => it.searchParams.set('signature', 'A'.repeat(43)),
      (it) => it.searchParams.set('signature', ''),
      (it) => it.searchParams.delete('signature'),
      (it) => it.searchParams.append('version', '1'),
      (it) => (it.search = ''),
      (it) => (it.pathname = `/documents/${other.globalId}/content`),
      (it) => (it.pathname = '/documents/nonsense/content'),
      (it) => (it.pathname = `/documents/${encodeGlobalId('Activity', document.id)}/content`),
    ];
    for (const change of alterations) expect(await refusalOf(altered(url, change))).toEqual(nothing);
    expect(await downloadsIn(document)).toEqual([]);
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(bytes.length);
  });

  test('expires after five minutes', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const content = (await contentOf(server, document.globalId, member))!;
    expect(Math.round((Date.parse(content.downloadUrlExpiresAt) - Date.now()) / 60_000)).toBeLessThanOrEqual(5);
    server.pass(4 * 60_000);
    expect((await received(content.downloadUrl)).status).toBe(200);
    server.pass(60_000);
    expect(await refusalOf(content.downloadUrl)).toEqual(nothing);
  });

  test('is null for viewers for whom the document is locked', async () => {
    const document = await createDocumentWith(server, bytes);
    const other = await make(server.app, (made) => made.network());
    for (const asker of [undefined, viewer, viewerOf(Role.MEMBER, { networkId: other.id })]) {
      expect(await contentOf(server, document.globalId, asker)).toBeNull();
    }
  });

  test('ends with the session, the API key, the role and the grant that it was made for', async () => {
    const { database } = server.app;
    const account = await make(server.app, (made) => made.account({ role: Role.MEMBER }));
    const document = await createDocumentWith(server, textOf(10));

    const bySession = await downloadUrlOf(server, document.globalId, viewerOf(Role.MEMBER, { accountId: account.id }));
    expect((await received(bySession)).status).toBe(200);
    await database.write((manager) => manager.query(`UPDATE account SET role = 'VIEWER' WHERE id = ${account.id}`));
    expect(await refusalOf(bySession)).toEqual(nothing);
    await database.write((manager) => manager.query(`UPDATE account SET role = 'MEMBER' WHERE id = ${account.id}`));
    expect((await received(bySession)).status).toBe(200);
    await database.write((manager) => manager.query(`DELETE FROM session WHERE account_id = ${account.id}`));
    expect(await refusalOf(bySession)).toEqual(nothing);

    const token = await tokenOf(database, viewerOf(Role.VIEWER, { accountId: account.id }), new Date());
    const { headers } = await withGrant(document);
    const asker = { headers: { ...headers, authorization: `Bearer ${token}` } };
    const bySessionAndGrant = await downloadUrlOf(server, document.globalId, asker);
    expect((await received(bySessionAndGrant)).status).toBe(200);
    await database.write((manager) => manager.query(`DELETE FROM session WHERE account_id = ${account.id}`));
    expect(await refusalOf(bySessionAndGrant)).toEqual(nothing);

    const grantee = await withGrant(document);
    const byGrant = await downloadUrlOf(server, document.globalId, grantee);
    expect((await received(byGrant)).status).toBe(200);
    await revokeCode(server, grantee.codeId);
    expect(await refusalOf(byGrant)).toEqual(nothing);

    const later = await downloadUrlOf(server, document.globalId, await withGrant(document));
    server.pass(4 * 60_000);
    expect((await received(later)).status).toBe(200);
  });

  test('is not found when the document was unpublished meanwhile', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const url = await downloadUrlOf(server, document.globalId, member);
    await server.app.database.write((manager) =>
      manager.query(
        `UPDATE activity SET publication_state = '${PublicationState.DRAFT}' WHERE id = ${document.activityId}`,
      ),
    );
    expect(await refusalOf(url)).toEqual(nothing);
  });
});

describe('the log', () => {
  test('records who started a download, and from which address', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const url = await downloadUrlOf(server, document.globalId, await withGrant(document));
    await (await fetch(url, { headers: { 'x-forwarded-for': '203.0.113.7' } })).text();
    expect(await downloadsIn(document)).toEqual([
      { action: 'DOWNLOADED', actor: 'recipient "The prosecutor of Osh"', address: '203.0.113.7' },
    ]);
  });

  test('is charged to the address, with the bytes that are sent, and a download that is refused has no entry', async () => {
    // Budgets are renewed with each minute of the clock: the requests begin with one.
    server.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
    const document = await createDocumentWith(server, textOf(10));
    const url = await downloadUrlOf(server, document.globalId, await withGrant(document));
    const headers = { 'x-forwarded-for': '203.0.113.20' };
    const charge = (points: number): number =>
      server.app.rateLimits!.add(addressSubject('203.0.113.20'), points).remaining;
    const remaining = charge(0);

    await received(url, { headers: { ...headers, range: 'bytes=0-4' } });
    await received(url, { method: 'HEAD', headers });
    expect(charge(0)).toBe(remaining - 21_501);

    charge(charge(0) - 21_500);
    const refused = await fetch(url, { headers });
    expect([refused.status, await refused.json()]).toMatchObject([
      429,
      { errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] },
    ]);
    expect(await downloadsIn(document)).toHaveLength(1);
  });

  test('fails the download before its first byte when it cannot be written', async () => {
    const document = await createDocumentWith(server, bytes);
    const url = await downloadUrlOf(server, document.globalId, member);
    await withBrokenLog(server, async () => {
      const answer = await fetch(url);
      expect([answer.status, await answer.json()]).toEqual([
        500,
        { errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
      ]);
      expect(answer.headers.get('content-disposition')).toBeNull();
    });
    const [file] = await filesOf(document);
    await until(async () => !(await openFiles()).includes(file!), 'the file is closed');
  });
});

describe('a revocation', () => {
  async function revokeWithin(manager: EntityManager, codeId: string): Promise<void> {
    const id = Number(Buffer.from(codeId, 'base64url').toString().split(':')[1]);
    await manager.update(DocumentAccessCode, { id }, { revokedAt: new Date().toISOString() });
  }

  test('rejects a download that waits for the log, without an entry', async () => {
    const { database } = server.app;
    const document = await createDocumentWith(server, textOf(10));
    const grantee = await withGrant(document);
    const url = await downloadUrlOf(server, document.globalId, grantee);
    let refusal!: ReturnType<typeof refusalOf>;

    await database.write(async (manager) => {
      await takeAdvisoryLock(manager, 'accessLog');
      const writes = jest.spyOn(database, 'write');
      refusal = refusalOf(url);
      await until(() => writes.mock.calls.length > 0, 'the download waits to be written down');
      writes.mockRestore();
      await revokeWithin(manager, grantee.codeId);
    });

    expect(await refusal).toEqual(nothing);
    expect(await downloadsIn(document)).toEqual([]);
  });

  test('sends no byte after the download was logged', async () => {
    const { database } = server.app;
    const document = await createDocumentWith(server, textOf(10));
    const grantee = await withGrant(document);
    const url = await downloadUrlOf(server, document.globalId, grantee);
    const write = database.write.bind(database);
    jest.spyOn(database, 'write').mockImplementationOnce(async (work) => {
      const result = await write(work);
      await write((manager) => revokeWithin(manager, grantee.codeId));
      return result;
    });

    expect(await refusalOf(url)).toEqual(nothing);
    expect(await downloadsIn(document)).toHaveLength(1);
  });
});

describe('concurrent downloads', () => {
  const atOnce = 8;
  let document: NewDocument;

  beforeAll(async () => {
    document = await createDocumentWith(server, textOf(30_000_000));
  });

  async function stall(url: string, count = atOnce): Promise<http.IncomingMessage[]> {
    const answers = await Promise.all(Array.from({ length: count }, () => slowGet(url)));
    for (const answer of answers) answer.on('error', () => undefined).pause();
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
    return answers;
  }

  /** Aborts them, and waits until the server has noticed. */
  async function end(answers: readonly http.IncomingMessage[]): Promise<void> {
    for (const answer of answers) answer.destroy();
    const files = await filesOf(document);
    await until(async () => !(await openFiles()).some((file) => files.includes(file)), 'the downloads have ended');
  }

  async function statusOf(url: string, method = 'GET', headers: Record<string, string> = {}): Promise<number> {
    const { status, body } = await fetch(url, { method, headers: { range: 'bytes=0-0', ...headers } });
    await body?.cancel();
    return status;
  }

  const refusalOfOne = (message: string) => [
    429,
    '10',
    { errors: [{ message, extensions: { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 10 } }] },
  ];

  async function answerOf(url: string): Promise<unknown[]> {
    const answer = await fetch(url);
    return [answer.status, answer.headers.get('retry-after'), await answer.json()];
  }

  test('are limited to eight per access code, however often it unlocks: the next is asked to retry later, without a log entry', async () => {
    const grantee = await withGrant(document);
    const url = await downloadUrlOf(server, document.globalId, grantee);
    const again = await downloadUrlOf(server, document.globalId, await unlockedBy(document, grantee.password));
    const answers = [...(await stall(url, 4)), ...(await stall(again, 4))];
    const entries = await downloadsIn(document);

    for (const either of [url, again]) {
      expect(await answerOf(either)).toEqual(
        refusalOfOne('At most 8 downloads may run at once: wait until one of them ends'),
      );
    }
    expect(await downloadsIn(document)).toEqual(entries);
    expect(await statusOf(url, 'HEAD')).toBe(200);
    expect(await statusOf(await downloadUrlOf(server, document.globalId, await withGrant(document)))).toBe(206);
    await end(answers);
  });

  test('are limited to eight per page password and address, however often it unlocks', async () => {
    const activity = { globalId: globalIdOf('Activity', document.activityId) };
    await setPagePassword(server, activity, pagePassword);
    const urlOfNext = async (): Promise<string> =>
      downloadUrlOf(server, document.globalId, await unlockedBy(activity, pagePassword));
    const answers = [...(await stall(await urlOfNext(), 4)), ...(await stall(await urlOfNext(), 4))];

    expect(await statusOf(await urlOfNext())).toBe(429);
    expect(await statusOf(await urlOfNext(), 'GET', { 'x-forwarded-for': '203.0.113.9' })).toBe(206);
    await end(answers);
  });

  test('are limited to 32 in total, and one whose client has let its bytes wait for ten seconds loses its place to the next one', async () => {
    const urls = await Promise.all(
      Array.from({ length: 4 }, async () => downloadUrlOf(server, document.globalId, await withGrant(document))),
    );
    const answers = (await Promise.all(urls.map((url) => stall(url)))).flat();
    const url = await downloadUrlOf(server, document.globalId, member);

    expect(await answerOf(url)).toEqual(refusalOfOne('Too many downloads are running on this server: try again later'));
    for (let seconds = 0; seconds <= 10; seconds += 2) checkConnections();
    expect(await statusOf(url)).toBe(206);
    await end(answers);
  });

  test('are counted until they are aborted', async () => {
    const url = await downloadUrlOf(server, document.globalId, await withGrant(document));
    const answers = await stall(url);
    expect(await statusOf(url)).toBe(429);
    answers[0]!.destroy();
    await until(async () => (await statusOf(url)) === 206, 'there is room for another one');
    await end(answers);
  });

  test('are cut off when their clients read nothing for a minute, and not before', async () => {
    const url = await downloadUrlOf(server, document.globalId, await withGrant(document));
    const sockets: Socket[] = [];
    const note = (socket: Socket): void => void sockets.push(socket);
    server.app.http.server.on('connection', note);
    const answers = await stall(url);
    server.app.http.server.off('connection', note);
    // At first, the operating system takes bytes that the clients do not read.
    let taken = 0;
    await until(() => {
      const before = taken;
      taken = sockets.reduce((sum, { bytesWritten, writableLength }) => sum + bytesWritten - writableLength, 0);
      return taken === before;
    }, 'nothing moves');
    for (let seconds = 0; seconds < 50; seconds += 2) checkConnections();
    expect(await statusOf(url)).toBe(429);
    const [file] = await filesOf(document);
    await until(async () => {
      for (let seconds = 0; seconds <= 62; seconds += 2) checkConnections();
      return !(await openFiles()).includes(file!);
    }, 'the files are closed');
    await until(async () => (await statusOf(url)) === 206, 'there is room for another one');
    // The clients have unread bytes, and would keep their ends open.
    await end(answers);
  });

  test('are no longer counted once they have ended or failed', async () => {
    const url = await downloadUrlOf(server, document.globalId, await withGrant(document));
    for (let count = 0; count <= atOnce; count += 1) expect(await statusOf(url)).toBe(206);
    await withBrokenLog(server, async () => {
      for (let count = 0; count <= atOnce; count += 1) expect(await statusOf(url)).toBe(500);
    });
    await end(await stall(url));
  });

  test('are limited to eight per account, across its sessions and grants', async () => {
    const account = await make(server.app, (made) => made.account({ role: Role.VIEWER }));
    const urlOfNext = async (): Promise<string> => {
      const token = await tokenOf(server.app.database, viewerOf(Role.VIEWER, { accountId: account.id }), new Date());
      const { headers } = await withGrant(document);
      return downloadUrlOf(server, document.globalId, { headers: { ...headers, authorization: `Bearer ${token}` } });
    };
    const answers = [...(await stall(await urlOfNext(), 4)), ...(await stall(await urlOfNext(), 4))];

    expect(await statusOf(await urlOfNext())).toBe(429);
    await end(answers);
  });

  test('are limited to eight per API key', async () => {
    const url = await downloadUrlOf(server, document.globalId, member);
    const answers = await stall(url);

    expect(await statusOf(url)).toBe(429);
    expect(await statusOf(await downloadUrlOf(server, document.globalId, editor))).toBe(206);
    await end(answers);
  });
});

describe('while bytes flow', () => {
  const large = textOf(30_000_000);
  let document: NewDocument;

  beforeAll(async () => {
    document = await createDocumentWith(server, large);
  });

  /** Reads a little, lets `happen` run, then reads the rest. Returns how much arrived, or that all did. */
  async function readAround(url: string, happening: () => Promise<unknown>): Promise<number> {
    const answer = await slowGet(url);
    let received = 0;
    answer.on('data', (chunk: Buffer) => (received += chunk.length));
    answer.pause();
    await happening();
    await new Promise((resolve) => setTimeout(resolve, 150));
    answer.resume();
    await once(answer, 'close').catch(() => undefined);
    return received;
  }

  test('a slow client receives all of them when nothing happens', async () => {
    const url = await downloadUrlOf(server, document.globalId, await withGrant(document));
    expect(await readAround(url, async () => undefined)).toBe(large.length);
  });

  test('revoking the access code stops them', async () => {
    const grantee = await withGrant(document);
    const url = await downloadUrlOf(server, document.globalId, grantee);
    const received = await readAround(url, () => revokeCode(server, grantee.codeId));
    expect(received).toBeLessThan(large.length);
  });

  test('the expiry of the grant stops them', async () => {
    const url = await downloadUrlOf(server, document.globalId, await withGrant(document));
    expect(await readAround(url, async () => server.pass(16 * 60_000))).toBeLessThan(large.length);
  });

  test('the expiry of the address does not stop them', async () => {
    const url = await downloadUrlOf(server, document.globalId, member);
    expect(await readAround(url, async () => server.pass(6 * 60_000))).toBe(large.length);
  });

  test('a client that disconnects leaves nothing open', async () => {
    const answer = await slowGet(await downloadUrlOf(server, document.globalId, member));
    answer.once('error', () => undefined).destroy();
    const [file] = await filesOf(document);
    await until(async () => !(await openFiles()).includes(file!), 'the file is closed');
  });
});

async function filesOf({ id }: NewDocument): Promise<string[]> {
  const rows = await server.app.database.read.query<{ fileKey: string }>(
    sql`SELECT file_key FROM document_content_version WHERE document_id = ${id} ORDER BY version`,
  );
  const files = await storedFiles(server);
  return rows.map(({ fileKey }) => files.find((name) => name.endsWith(fileKey))!);
}

async function openFiles(): Promise<string[]> {
  const { readdir, readlink } = await import('node:fs/promises');
  const descriptors = await readdir('/proc/self/fd');
  return Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
}

test.each<[string, (directory: string) => Promise<void>]>([
  ['is missing', async () => {}],
  ['is a file', (directory) => writeFile(directory, '')],
])('uploads and downloads can be repeated later if the directory of files %s', async (_which, replace) => {
  const document = await createDocumentWith(server, bytes);
  const url = await downloadUrlOf(server, document.globalId, member);
  const { uploadUrl } = await createDocument(server);
  const directory = path.join(server.directory, 'files');
  await rename(directory, `${directory}.away`);
  await replace(directory);
  const uploaded = await put(uploadUrl, bytes);
  const answer = await fetch(url);
  await rm(directory, { force: true });
  await rename(`${directory}.away`, directory);

  for (const { status, headers } of [uploaded, answer])
    expect([status, headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
  expect(await downloadsIn(document)).toEqual([]);
  expect((await received(url)).status).toBe(200);
  expect((await put(uploadUrl, bytes)).status).toBe(201);
});

describe('a damaged file', () => {
  test.each<[string, (file: string) => Promise<void>]>([
    ['missing', (file) => unlink(file)],
    ['empty', (file) => truncate(file, 0)],
    ['cut off', (file) => truncate(file, 1000)],
    ['flipped in its first chunk', (file) => flip(file, 500)],
  ])('is an error when it is %s, and none of its bytes is served', async (_, damage) => {
    let document!: NewDocument;
    const file = await theFileOf(async () => (document = await createDocumentWith(server, bytes)));
    const url = await downloadUrlOf(server, document.globalId, member);
    await damage(file);
    const answer = await fetch(url);
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    });
    expect(await downloadsIn(document)).toEqual([]);
  });

  test('breaks the connection at a later damage, after intact bytes only', async () => {
    let document!: NewDocument;
    const file = await theFileOf(async () => (document = await createDocumentWith(server, bytes)));
    const url = await downloadUrlOf(server, document.globalId, member);
    await flip(file, 200_000);
    const answer = await slowGet(url);
    const received: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => received.push(chunk));
    await once(answer, 'close').catch(() => undefined);
    const got = Buffer.concat(received);
    expect(answer.complete).toBe(false);
    expect(got.length).toBeLessThanOrEqual(196_608);
    expect(got.equals(bytes.subarray(0, got.length))).toBe(true);
  });

  test('finds a file under its new key when it was re-encrypted after the lookup', async () => {
    const document = await createDocumentWith(server, bytes);
    const url = await downloadUrlOf(server, document.globalId, member);
    const [file] = await filesOf(document);
    const { read } = server.app.database;
    const key = file!.slice(-32);
    const newKey = `${key.slice(0, 2)}${'0'.repeat(30)}`;
    // Runs between the statement that finds the row and the opening of the file.
    const stop = read.onStatement((text) => {
      if (!text.includes('document_content_version') || !text.includes('JOIN')) return;
      stop();
      moved = server.app.database
        .write((manager) =>
          manager.query(`UPDATE document_content_version SET file_key = '${newKey}' WHERE file_key = '${key}'`),
        )
        .then(() => rename(file!, file!.replace(key, newKey)));
    });
    let moved: Promise<void> = Promise.resolve();
    const answer = await fetch(url);
    await moved;
    expect([answer.status, sha256Of(Buffer.from(await answer.arrayBuffer()))]).toEqual([200, sha256Of(bytes)]);
  });
});

async function flip(file: string, offset: number): Promise<void> {
  const stored = await readFile(file);
  stored[offset]! ^= 1;
  await writeFile(file, stored);
}

test('reads the content of fifty unlocked documents in one statement, and of locked ones in none', async () => {
  const { id } = await make(server.app, (made) => made.activity());
  const documents = [];
  for (let count = 0; count < 50; count++)
    documents.push(await createDocumentWith(server, textOf(10), { activityId: id }));
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on RestrictedDocument { content { sha256 downloadUrl } } } }`;
  const ids = documents.map(({ globalId }) => globalId);
  const statements = async (count: number, asker?: Asker) =>
    (await server.statementsOf(() => server.data(query, { ids: ids.slice(0, count) }, asker))).filter((text) =>
      text.includes('document_content_version'),
    ).length;
  expect(await statements(1, member)).toBe(1);
  expect(await statements(50, member)).toBe(1);
  expect(await statements(50)).toBe(0);
});

test('does not show a running upload', async () => {
  const document = await createDocument(server);
  const body = new ReadableStream({
    start: async (controller) => {
      controller.enqueue(textOf(200_000));
      await until(async () => (await contentOf(server, document.globalId, editor)) === null, 'it is asked');
      controller.close();
    },
  });
  expect((await put(document.uploadUrl, body)).status).toBe(201);
});
