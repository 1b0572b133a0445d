import type { RequestContext } from '../../../src/core/access/request-context';
import { anonymous } from '../../../src/core/access/viewer';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import { OperationCancelledError } from '../../../src/errors';
import { operationTurnsPlugin } from '../../../src/graphql/admission/operation-turns.plugin';
import { createApolloServer } from '../../../src/graphql/apollo-server';
import { DocumentStore } from '../../../src/graphql/documents/document-store';
import { createLogger } from '../../../src/http/requests/logger';
import { toySchema } from '../../http/toy-schema';

/** The number of turns of the event loop so far. */
let turn: number;
/** The turns in which operations have begun. */
let begun: number[];
/** The addresses of these operations. */
let addresses: string[];
let next: NodeJS.Immediate;

const count = (): void => {
  turn += 1;
  next = setImmediate(count);
};

beforeEach(() => {
  [turn, begun, addresses] = [0, [], []];
  count();
});

afterEach(() => {
  clearImmediate(next);
});

async function start() {
  const apollo = createApolloServer<RequestContext>({
    schema: toySchema,
    documentStore: new DocumentStore(),
    logger: createLogger('info', { write: () => undefined }),
    introspection: true,
    sandbox: false,
    plugins: [
      operationTurnsPlugin(),
      {
        requestDidStart: async () => ({
          executionDidStart: async ({ contextValue }) => {
            begun.push(turn);
            addresses.push(contextValue.address);
          },
        }),
      },
    ],
  });
  await apollo.start();
  return async (cost: number, address = '192.0.2.1', reading = new ReadOperation()): Promise<unknown[]> => {
    const contextValue = { viewer: anonymous, address, reading, operation: { cost } };
    const { body } = await apollo.executeOperation(
      { query: '{ echo(text: "1") }' },
      { contextValue: contextValue as unknown as RequestContext },
    );
    const { errors = [] } = body.kind === 'single' ? body.singleResult : {};
    return errors.map(({ extensions }) => extensions?.['code']);
  };
}

test('large operations begin in different turns of the event loop, and small ones at once', async () => {
  const run = await start();
  await run(0);
  begun = [];

  await Promise.all([run(500_000), run(500_000), run(500_000), run(100), run(100)]);

  const [small, other, ...large] = begun;
  expect(small).toBe(other);
  expect(new Set(large).size).toBe(3);
  expect(large[0]!).toBeGreaterThan(small!);
});

test('a large operation of another address begins before most of those that came earlier', async () => {
  const run = await start();
  await run(0);
  addresses = [];
  const [one, other] = ['192.0.2.1', '198.51.100.1'];

  await Promise.all([one, one, one, other].map((address) => run(500_000, address)));

  expect(addresses).toEqual([one, other, one, one]);
});

test('a large operation whose client has left does not begin', async () => {
  const run = await start();
  const reading = new ReadOperation();
  const waiting = run(500_000, '192.0.2.1', reading);
  reading.stop(new OperationCancelledError('The client has left'));

  expect(await waiting).toHaveLength(1);
  expect(begun).toEqual([]);
});

test('a large operation whose time is over while it waits runs, so that each of its fields has the error', async () => {
  const run = await start();
  const reading = new ReadOperation();
  reading.begin(0);

  await run(500_000, '192.0.2.1', reading);

  expect(begun).toHaveLength(1);
});
