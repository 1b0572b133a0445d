import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import { MINUTE_MS } from '../../src/core/time';
import { Admission } from '../../src/graphql/admission/admission';
import { addressSubject } from '../../src/modules/identity/rate-limit/rate-limits';
import { pageAt, textAt } from '../support/site-pages';
import { startTestServer, type TestServer } from '../support/test-server';

/** Pages that hold the thread, count how often they are written, or end the thread. */
const MODULE = `
  const { existsSync } = require('node:fs');
  const hold = (milliseconds) => {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
  };
  let [held, written] = [0, 0];
  const page = (path, show) => ({ path, show: async (visit) => ({ title: path, html: String(await show(visit)) }) });
  exports.pages = [
    page('/holds/:milliseconds', ({ path }) => (hold(Number(path.split('/')[2])), (held += 1))),
    page('/holds-until/:file', ({ path }) => {
      const end = performance.now() + 20_000;
      while (!existsSync(__dirname + '/' + path.split('/')[2]) && performance.now() < end);
    }),
    page('/counted', () => (written += 1)),
    page('/headers', ({ request }) => [...request.headers.keys()].sort().join()),
    page('/count', () => 'held: ' + held + ', written: ' + written),
    page('/waits', () => new Promise(() => {})),
    page('/exits', () => process.exit(3)),
    page('/never-ends', () => { for (;;); }),
    page('/throws-later', () => new Promise(() => setImmediate(() => { throw new Error('thrown later'); }))),
    page('/fills-memory', () => { for (const kept = []; ; ) kept.push(new Array(100000).fill(kept.length)); }),
    page('/throws', () => { throw { notCloneable: () => 1 }; }),
  ];`;

let directory: string;
let server: TestServer;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-site-'));
  await writeFile(path.join(directory, 'site.cjs'), MODULE);
  server = await startTestServer({ SITE: 'on', SITE_DIR: directory, TRUST_PROXY: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

it('answers other requests while a page is written', async () => {
  let [answers, isOver] = [0, false];
  const page = pageAt(server, '/holds/1000').finally(() => (isOver = true));
  while (!isOver) {
    await server.data('{ __typename }');
    answers += 1;
  }

  expect((await page).status).toBe(200);
  expect(answers).toBeGreaterThan(5);
});

/** Requests a page that holds the thread until the returned function is called, which waits for the page. */
async function holdThread(file: string): Promise<() => Promise<void>> {
  const page = pageAt(server, `/holds-until/${file}`);
  await once(server.app.http.server, 'request');
  return async () => {
    await writeFile(path.join(directory, file), '');
    await page;
  };
}

it('gives visitors turns, however many pages one of them requests', async () => {
  const release = await holdThread('turns');
  const many: Promise<Response>[] = [];
  for (let page = 0; page < 20; page += 1) {
    many.push(pageAt(server, '/holds/5', { 'x-forwarded-for': '192.0.2.1' }));
    await once(server.app.http.server, 'request');
  }
  const other = textAt(server, '/count');
  await once(server.app.http.server, 'request');
  await release();
  const [, held] = /held: (\d+)/.exec(await other)!;
  await Promise.all(many);

  expect(Number(held)).toBeLessThan(10);
});

/** Requests a page and leaves before the response. */
async function leave(address: string): Promise<void> {
  const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
  socket.write(`GET ${address} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const [request] = (await once(server.app.http.server, 'request')) as [IncomingMessage];
  socket.destroy();
  await once(request.socket, 'close');
}

it('does not write pages of visitors who have left', async () => {
  const release = await holdThread('left');
  for (let visitor = 0; visitor < 10; visitor += 1) await leave('/counted');
  await release();

  expect(await textAt(server, '/count')).toContain('written: 0');
});

it('keeps no places for visitors who have left a page that never ends', async () => {
  // As many as an address may have at a time.
  for (let visitor = 0; visitor < 100; visitor += 1) await leave('/waits');

  expect((await pageAt(server, '/')).status).toBe(200);
});

it.each([
  ['ends the process', '/exits', 'The thread that writes pages has ended with exit code 3'],
  ['throws an error outside of its page', '/throws-later', 'The thread that writes pages has ended with exit code 1'],
  ['fills the memory', '/fills-memory', 'The thread that writes pages has ended with exit code 1'],
])('lives on when a page %s, and writes the next page in a new thread', async (_what, address, message) => {
  const before = server.log.length;
  const [waiting, ending] = await Promise.all([pageAt(server, '/waits'), pageAt(server, address)]);

  expect([waiting.status, ending.status]).toEqual([500, 500]);
  expect(server.log.slice(before)).toContainEqual(expect.objectContaining({ level: 50, msg: message }));
  expect((await pageAt(server, '/')).status).toBe(200);
});

it('ends a thread that a page holds without an end, and writes the next page in a new thread', async () => {
  const before = server.log.length;
  const holding = pageAt(server, '/never-ends');
  await once(server.app.http.server, 'request');
  const waiting = pageAt(server, '/');

  expect([(await holding).status, (await waiting).status]).toEqual([500, 500]);
  const msg = 'The thread that writes pages has not answered for 10 seconds';
  expect(server.log.slice(before)).toContainEqual(expect.objectContaining({ level: 50, msg }));
  expect((await pageAt(server, '/')).status).toBe(200);
});

it('keeps a thread that could not be heard because the whole process was paused', async () => {
  const before = server.log.length;
  const holding = pageAt(server, '/holds/3000');
  await once(server.app.http.server, 'request');
  // Until the thread has been asked whether it still answers.
  await pause(2000);
  // Timers that have become due run before its answer is read.
  await immediate();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 11_000);

  expect((await holding).status).toBe(200);
  expect(JSON.stringify(server.log.slice(before))).not.toContain('has not answered');
});

it('ends the operations of pages, also for visitors behind a trusted proxy', async () => {
  const [opened, closed] = [jest.spyOn(Admission.prototype, 'open'), jest.spyOn(Admission.prototype, 'close')];
  const before = server.log.length;
  server.app.answers!.clear();
  await pageAt(server, '/networks');

  const operations = new Set(opened.mock.calls.map(([requestId]) => requestId));
  expect(operations.size).toBeGreaterThan(0);
  expect(new Set(closed.mock.calls.map(([requestId]) => requestId))).toEqual(operations);
  expect(server.log.slice(before).filter(({ level }) => level > 30)).toEqual([]);
});

it('gives pages only those headers that the pages of the site read', async () => {
  const headers = { cookie: 'entente_grants=x', 'sec-fetch-site': 'none', origin: server.address, 'x-other': '1' };

  expect(await textAt(server, '/headers', headers)).toContain('>cookie,origin,sec-fetch-site<');
});

it('logs what a page throws, and keeps the thread', async () => {
  const count = await textAt(server, '/counted');
  const before = server.log.length;

  expect((await pageAt(server, '/throws')).status).toBe(500);
  expect(JSON.stringify(server.log.slice(before))).toContain('notCloneable');
  expect(await textAt(server, '/counted')).not.toBe(count);
  expect(JSON.stringify(server.log.slice(before))).not.toContain('has ended');
});

it('refuses visitors with an error while the thread cannot write the page for it, and with the page later', async () => {
  const limited = await startTestServer({
    SITE: 'on',
    SITE_DIR: directory,
    TRUST_PROXY: '127.0.0.1',
    RATE_LIMIT_ADDRESS: '1000000',
  });
  limited.pass(MINUTE_MS - (Date.now() % MINUTE_MS));
  limited.app.rateLimits!.add(addressSubject('192.0.2.2'), 1_000_000);
  const open = (): Promise<Response> =>
    pageAt(limited, '/ru/networks', { 'x-forwarded-for': '192.0.2.2', accept: 'text/html' });
  const holding = pageAt(limited, '/holds-until/refused', { 'x-forwarded-for': '192.0.2.1' });
  await once(limited.app.http.server, 'request');
  const refused = [await open(), await open()];
  await writeFile(path.join(directory, 'refused'), '');
  await holding;
  let later = await open();
  for (let attempt = 0; attempt < 100 && !isPage(later); attempt += 1) {
    await pause(20);
    later = await open();
  }
  await limited.close();

  for (const { status, headers } of refused) {
    expect([status, headers.get('content-type')]).toEqual([429, 'application/json; charset=utf-8']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect([later.status, isPage(later)]).toEqual([429, true]);
});

function isPage({ headers }: Response): boolean {
  return headers.get('content-type') === 'text/html; charset=utf-8';
}

it('writes the pages that visitors have requested before the server stops', async () => {
  const stopping = await startTestServer({ SITE: 'on' });
  const page = pageAt(stopping, '/activities');
  await once(stopping.app.http.server, 'request');
  const stopped = stopping.close();

  expect((await page).status).toBe(200);
  await stopped;
});
