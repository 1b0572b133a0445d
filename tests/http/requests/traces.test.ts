import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { behindProxy } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';
import { fastestOf, timeOf } from '../../support/timing';
import { editor } from '../../support/viewers';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: { readonly key: string; readonly value: Record<string, unknown> }[];
}

let receiver: Server;
let endpoint: string;
/** The bodies that the receiver has got. */
let bodies: string[];
/** Whether the receiver answers at once, or when the test has ended. */
let isAnswering: boolean;
let unanswered: ServerResponse[];

beforeEach(async () => {
  bodies = [];
  isAnswering = true;
  unanswered = [];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString());
      if (isAnswering) response.end('{}');
      else unanswered.push(response);
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  endpoint = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});

afterEach(() => {
  for (const response of unanswered) response.end('{}');
  receiver.close();
});

const traceId = '0af7651916cd43dd8448eb211c80319c';

function post(server: TestServer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-01`, ...headers },
    body: JSON.stringify({
      query: `query Page($slug: String!) {
        network(slug: $slug) { acronym }
        activities(filter: { text: "literal-in-document" }, first: 3) { totalCount }
      }`,
      variables: { slug: 'slug-in-variables' },
    }),
  });
}

function sentSpans(): SentSpan[] {
  return bodies.flatMap((body) =>
    JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: any) => scopeSpans.flatMap((scope: any) => scope.spans)),
  );
}

test('a request is sent as one trace, with its phases and statements, and without values', async () => {
  const server = await startTestServer({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...behindProxy });
  const token = await server.tokenOf(editor);
  await post(server, { authorization: `Bearer ${token}` });
  await fetch(`${server.address}/health/live`);
  // Sends the spans that are left.
  await server.close();

  expect(server.log).toContainEqual(expect.objectContaining({ msg: 'request', path: '/graphql', traceId }));
  const spans = sentSpans();
  const root = spans.find(({ name }) => name === 'query Page')!;
  expect(root).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  const children = spans.filter((span) => span !== root);
  expect(new Set(children.map((span) => span.parentSpanId))).toEqual(new Set([root.spanId]));
  expect(new Set(children.map(({ name }) => name))).toEqual(new Set(['parse', 'validate', 'execute', 'SELECT']));
  expect(root.attributes.map(({ key }) => key).sort()).toEqual([
    'entente.cache',
    'entente.operation.cost',
    'entente.request.id',
    'graphql.document.hash',
    'graphql.operation.name',
    'graphql.operation.type',
    'http.request.method',
    'http.response.status_code',
    'http.route',
    'url.path',
  ]);
  for (const value of ['slug-in-variables', 'literal-in-document', token]) expect(bodies.join('')).not.toContain(value);
});

test.each([
  ['force', '0', '01', 0],
  ['prevent', '1', '00', 1],
])('a client cannot %s that its request is recorded, only a trusted proxy can', async (_what, ratio, flag, own) => {
  const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: ratio };
  const traceparent = `00-${traceId}-b7ad6b7169203331-${flag}`;
  const tracesOf = async (settings: Record<string, string>): Promise<string[]> => {
    bodies = [];
    const server = await startTestServer({ DEMO_DATA: 'false', ...tracing, ...settings });
    await post(server, { traceparent });
    await server.close();
    return [...new Set(sentSpans().map((span) => span.traceId))];
  };

  const traces = await tracesOf({});
  expect(traces).toHaveLength(own);
  expect(traces).not.toContain(traceId);
  expect(await tracesOf(behindProxy)).toEqual(own === 0 ? [traceId] : []);
});

test('a receiver that does not answer holds up neither responses nor the stop', async () => {
  isAnswering = false;
  const stopOne = async (): Promise<number> => {
    bodies = [];
    const server = await startTestServer({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, SHUTDOWN_GRACE: '1' });
    expect((await post(server)).status).toBe(200);
    const ms = await timeOf(() => server.close());
    expect(bodies).not.toEqual([]);
    expect(server.log).toContainEqual(expect.objectContaining({ level: 40, msg: 'spans cannot be sent' }));
    return ms;
  };

  expect(await fastestOf(1_000, stopOne)).toBeLessThan(1_000);
});
