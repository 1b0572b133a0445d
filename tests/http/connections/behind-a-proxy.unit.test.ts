import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { WORKSHOP } from '../../support/site-pages';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ SITE: 'on', TRUST_PROXY: '127.0.0.1', METRICS_ADDRESS: '127.0.0.1:0' });
});

afterAll(() => server.close());

/** Sends a request as a proxy does, and reads the whole response. Returns its status. */
async function send(method: string, target: string, body?: string, headers: NodeJS.Dict<string> = {}): Promise<number> {
  const { hostname, port } = new URL(server.address);
  const forwarded = { host: 'programme.example', 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'https' };
  const sent = request({
    hostname,
    port,
    method,
    path: target,
    headers: { ...forwarded, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  await buffer(response);
  return response.statusCode!;
}

/** Opens a connection, sends these bytes, and leaves when the server has sent something. */
async function leaveAfter(bytes: string): Promise<void> {
  const { port } = new URL(server.address);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'data');
  socket.destroy();
}

async function subscribeAndLeave(): Promise<void> {
  const socket = new WebSocket(`${server.address.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    headers: { 'x-forwarded-for': '198.51.100.7' },
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send('{"id":"1","type":"subscribe","payload":{"query":"subscription { activityPublished { id } }"}}');
  socket.terminate();
  await once(socket, 'close');
}

/** The sum of what is under way, by the metrics. */
async function loadOf(): Promise<number> {
  const metrics = await (await fetch(server.app.metricsUrl!)).text();
  const values = [...metrics.matchAll(/^entente_(?:\w+\{state="\w+"\}|admission_bytes) (\d+)$/gm)];
  expect(values).toHaveLength(11);
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

const query = (text: string): string => JSON.stringify({ query: text });

test('requests of every kind leave nothing under way and no error in the log', async () => {
  const pages = ['/', '/activities', `/ru/activities/${WORKSHOP}`, '/figures', '/search?text=workshop', '/nothing'];
  const files = ['/feeds/news.atom', '/calendar.ics', '/exports/activities.csv', '/exports/activities.xlsx'];
  const statuses: number[] = [];
  for (const target of [
    ...pages,
    ...files,
    '/robots.txt',
    '/sitemap.xml',
    '/graphiql',
    '/reference',
    '/health/ready',
  ]) {
    statuses.push(await send('GET', target), await send('HEAD', target));
  }
  statuses.push(
    await send('POST', '/graphql', query('{ activities { nodes { title } } }')),
    await send('POST', '/graphql', query('{ viewer { role } }')),
    await send('POST', '/graphql', query('{ wrong }')),
    await send('POST', '/graphql', '{'),
    await send('POST', '/graphql', query('{ viewer { role } }'), { authorization: 'Bearer wrong' }),
    await send('GET', '/graphql?query=%7B__typename%7D', undefined, { 'apollo-require-preflight': '1' }),
    await send('OPTIONS', '/graphql'),
  );
  await subscribeAndLeave();
  await leaveAfter('GET /figures HTTP/1.1\r\nHost: x\r\n\r\n');
  await leaveAfter('GET /exports/activities.xlsx HTTP/1.1\r\nHost: x\r\n\r\n');
  await leaveAfter('GET / HTTP/1.0\r\n\r\n');
  await leaveAfter('GARBAGE\r\n\r\n');

  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  expect(statuses).toEqual(expect.arrayContaining([200, 400, 401, 404]));
  // The work for clients that have left ends after its next step.
  while ((await loadOf()) > 0) await nextTurn();
  expect(server.log.filter(({ level }) => level >= 40)).toEqual([]);
});

test('a host that is longer than a name of the DNS is in no link', async () => {
  const originFor = async (host: string): Promise<string> => {
    const feed = await fetch(`${server.address}/feeds/news.atom`, { headers: { 'x-forwarded-host': host } });
    return /href="(http:[^"]*)\/news\//.exec(await feed.text())![1]!;
  };
  const label = 'a'.repeat(63);
  const longest = `${label}.${label}.${label}.${label.slice(2)}`;

  expect(longest).toHaveLength(253);
  expect(await originFor(`${longest}:65535`)).toBe(`http://${longest}:65535`);
  expect(await originFor(`b${longest}:65535`)).toBe('http://localhost');
});

test.each(['a,b c', 'javascript'])(
  'a client that sends %p as X-Forwarded-Proto gets links with http',
  async (scheme) => {
    const headers = { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': scheme };
    const feed = await fetch(`${server.address}/feeds/news.atom`, { headers });

    expect([feed.status, await feed.text()]).toEqual([200, expect.stringContaining(`href="${server.address}/`)]);
    expect(await send('GET', '/', undefined, headers)).toBe(200);
  },
);
