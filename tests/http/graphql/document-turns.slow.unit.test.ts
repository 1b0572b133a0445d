import { type ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import type { RequestContext } from '../../../src/core/access/request-context';
import { anonymous } from '../../../src/core/access/viewer';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import { OperationCancelledError, OperationTimeoutError } from '../../../src/errors';
import { rateLimitPlugin } from '../../../src/graphql/admission/rate-limit.plugin';
import { createApolloServer } from '../../../src/graphql/apollo-server';
import { DocumentStore } from '../../../src/graphql/documents/document-store';
import { type DocumentTurnLimits, documentTurnsPlugin } from '../../../src/graphql/documents/document-turns.plugin';
import { createLogger } from '../../../src/http/requests/logger';
import { addressSubject, RateLimits } from '../../../src/modules/identity/rate-limit/rate-limits';
import { startTestServer } from '../../support/test-server';
import { toySchema } from '../toy-schema';

test('a document of another address is checked before most of 50 hostile ones that came earlier', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  let answered = 0;
  const ask = async (remoteAddress: string, query: string): Promise<unknown> => {
    const { body } = await server.app.http.inject({
      method: 'POST',
      url: '/graphql',
      remoteAddress,
      payload: { query },
    });
    answered += 1;
    return JSON.parse(body);
  };
  const fields = Array.from({ length: 99 }, (_, place) => `a${place}: __typename`).join(' ');
  const hostile = Array.from({ length: 50 }, (_, number) => ask('192.0.2.1', `query H${number} { ${fields} }`));

  const answer = await ask('192.0.2.2', 'query Normal { __typename }');
  const answeredBefore = answered;
  await Promise.all(hostile);
  await server.close();

  expect(answer).toEqual({ data: { __typename: 'Query' } });
  expect(answeredBefore).toBeLessThan(25);
  expect(answered).toBe(51);
});

test('more requests of an address than may be under way are refused, and others are served meanwhile', async () => {
  const server = await startTestServer({ DEMO_DATA: 'false' });
  const ask = (remoteAddress: string, query: string) =>
    server.app.http.inject({ method: 'POST', url: '/graphql', remoteAddress, payload: { query } });
  const many = Array.from({ length: 600 }, (_, number) => ask('192.0.2.1', `query Q${number} { __typename }`));
  const other = await ask('192.0.2.2', 'query Other { __typename }');
  const answers = await Promise.all(many);
  const again = await ask('192.0.2.1', 'query Again { __typename }');
  await server.close();

  // Others may have waited for too long on a slow machine.
  const refused = answers.filter(({ body }) => body.includes('busy with other operations'));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(100);
  expect([refused[0]!.statusCode, refused[0]!.headers['retry-after']]).toEqual([503, '5']);
  expect(refused[0]!.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
  expect([other.statusCode, again.statusCode]).toEqual([200, 200]);
});

describe('of documents that wait', () => {
  const one = '{ echo(text: "1") }';
  const two = '{ echo(text: "2") }';

  test('those that are too long together are refused', async () => {
    // One address has half of it.
    const run = await start({ maxCharacters: 2 * one.length, maxWaitMs: 5_000 });

    const answers = await Promise.all([run(one), run(two)]);

    expect(answers).toEqual([[], ['OVERLOADED']]);
    expect(await run(two)).toEqual([]);
  });

  test('those of all addresses that are too long together are refused', async () => {
    const run = await start({ maxCharacters: 2 * one.length, maxWaitMs: 5_000 });
    const three = '{ echo(text: "3") }';
    const ask = (): Promise<unknown[][]> =>
      Promise.all([run(one, '192.0.2.1'), run(two, '198.51.100.1'), run(three, '203.0.113.1')]);

    expect(await ask()).toEqual([[], [], ['OVERLOADED']]);
    expect(await ask()).toEqual([[], [], []]);
  });

  test('one that has waited too long is refused, and is accepted later', async () => {
    const run = await start({ maxCharacters: 1_000, maxWaitMs: 500 });
    const waiting = run(one);
    await new Promise<void>((resolve) => {
      process.nextTick(resolve);
    });
    // The event loop does not turn in this time.
    const end = performance.now() + 600;
    while (performance.now() < end);

    expect(await waiting).toEqual(['OVERLOADED']);
    expect(await run(one)).toEqual([]);
  });

  test('one whose client has gone is not validated', async () => {
    const run = await start({ maxCharacters: 1_000, maxWaitMs: 5_000 });
    const reading = new ReadOperation();
    const waiting = run('{ wrong }', '192.0.2.1', reading);
    reading.stop(new OperationCancelledError('The client has gone'));

    expect(await waiting).not.toContain('GRAPHQL_VALIDATION_FAILED');
    expect(await run('{ wrong }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  test.each([
    ['when the server stops', new OperationCancelledError('The server is stopping'), 'CANCELLED'],
    ['at its deadline', new OperationTimeoutError(1_000), 'TIMEOUT'],
  ])('one that is stopped %s is answered with 503, because nothing has run', async (_when, reason, code) => {
    const reading = new ReadOperation();
    const answer = send(await createServer({ maxCharacters: 1_000, maxWaitMs: 5_000 }), one, reading);
    reading.stop(reason);

    expect(await answer).toEqual({ status: 503, retryAfter: undefined, codes: [code] });
  });

  test('those that are refused because the server is busy are not counted as rejected', async () => {
    const figures = { address: 1_000_000, apiKey: 1_000_000, account: 1_000_000 };
    const rateLimits = new RateLimits(figures, () => new Date(0));
    const run = await start({ maxCharacters: 2 * one.length, maxWaitMs: 5_000 }, [rateLimitPlugin(rateLimits)]);
    const canGoOn = (): boolean => rateLimits.canCheckDocuments(addressSubject('192.0.2.1'));

    expect(await Promise.all([run(one), run(two)])).toEqual([[], ['OVERLOADED']]);
    expect(canGoOn()).toBe(true);
    expect(await run('{ wrong }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(canGoOn()).toBe(false);
  });

  /** Sends a document over HTTP. */
  async function send(apollo: ApolloServer<RequestContext>, query: string, reading: ReadOperation) {
    const headers = new HeaderMap([
      ['content-type', 'application/json'],
      ['accept', 'application/graphql-response+json'],
    ]);
    const response = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers, search: '', body: { query } },
      context: async () => contextOf('192.0.2.1', reading),
    });
    const { errors } = JSON.parse((response.body as { string: string }).string) as {
      errors: { extensions: { code: string } }[];
    };
    const codes = errors.map(({ extensions }) => extensions.code);
    return { status: response.status, retryAfter: response.headers.get('retry-after'), codes };
  }

  async function start(limits: DocumentTurnLimits, plugins: ApolloServerPlugin<RequestContext>[] = []) {
    const apollo = await createServer(limits, plugins);
    return async (query: string, address = '192.0.2.1', reading = new ReadOperation()): Promise<unknown[]> => {
      const { body } = await apollo.executeOperation({ query }, { contextValue: contextOf(address, reading) });
      const { errors = [] } = body.kind === 'single' ? body.singleResult : {};
      return errors.map(({ extensions }) => extensions?.['code']);
    };
  }

  async function createServer(
    limits: DocumentTurnLimits,
    plugins: ApolloServerPlugin<RequestContext>[] = [],
  ): Promise<ApolloServer<RequestContext>> {
    const apollo = createApolloServer<RequestContext>({
      schema: toySchema,
      documentStore: new DocumentStore(),
      logger: createLogger('info', { write: () => undefined }),
      introspection: true,
      sandbox: false,
      plugins: [documentTurnsPlugin(limits), ...plugins],
    });
    await apollo.start();
    return apollo;
  }

  function contextOf(address: string, reading: ReadOperation): RequestContext {
    const operation = { cost: 0, checkCost: 200_000 };
    return { viewer: anonymous, address, reading, operation } as unknown as RequestContext;
  }
});
