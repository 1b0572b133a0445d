import { buildSchema, execute, type ExecutionResult, type GraphQLSchema, parse } from 'graphql';
import { ListTurns } from '../../../src/core/access/list-turns';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import { OperationCancelledError } from '../../../src/errors';
import { largeResultPlugin, resultText, textInTurns } from '../../../src/graphql/responses/result-text';
import { completeListsInTurns } from '../../../src/graphql/schema/lists-in-turns';
import { beginRootFieldsInTurns } from '../../../src/graphql/schema/root-turns';
import { bytesOf } from '../../../src/http/responses/text-bytes';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});
afterAll(() => server.close());

/** Counts how often other work of the process has a turn before this work has ended. */
async function turnsDuring<T>(work: () => Promise<T>): Promise<{ result: T; turns: number }> {
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const result = await work().finally(() => (isOver = true));
  return { result, turns };
}

test('a large result is written in turns, as JSON.stringify would', async () => {
  const texts = Array.from({ length: 90 }, (_, number) => ({ number, text: '"Ü\n'.repeat(20_000), none: null }));
  const result = { errors: undefined, data: { empty: [], list: [{ nodes: texts, last: [1] }] } };

  const { result: text, turns } = await turnsDuring(() => textInTurns(result));

  expect(text === `${JSON.stringify(result)}\n`).toBe(true);
  expect(turns).toBeGreaterThan(1);
});

test.each([
  [10_000, 500_000, false],
  [10_001, 0, true],
  [0, 500_001, true],
])('a result with %i fields and %i characters is written in turns: %s', async (fields, characters, isLarge) => {
  const singleResult = { data: { text: 'é' } };
  const listener = await largeResultPlugin().requestDidStart!({} as never);
  const operation = { fields, characters };
  const response = { contextValue: { operation }, response: { body: { kind: 'single', singleResult } } };
  await (listener as { willSendResponse: (context: unknown) => Promise<void> }).willSendResponse(response);

  const text = resultText(singleResult);

  expect(text instanceof Promise).toBe(isLarge);
  expect(await text).toBe('{"data":{"text":"é"}}\n');
});

test('a result of more than 10,000,000 characters is refused', async () => {
  // With the punctuation around both texts, and without the line feed at the end.
  const lengthOf = async (length: number): Promise<number> => {
    const texts = ['a'.repeat(5_000_000), 'a'.repeat(length - 5_000_016)];
    return (await textInTurns({ data: texts })).length - 1;
  };

  expect(await lengthOf(10_000_000)).toBe(10_000_000);
  await expect(lengthOf(10_000_001)).rejects.toMatchObject({
    extensions: { http: { status: 400 } },
    originalError: { code: 'QUERY_TOO_COMPLEX', extensions: { limit: 'response', maximum: 10_000_000 } },
  });
});

test('a response that is too long has the code of operations that are', async () => {
  const alias = 'a'.repeat(97);
  const descriptions = Array.from({ length: 99 }, (_, n) => `${alias}${n}: description`).join(' ');
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ __schema { types { fields { ${descriptions} } } } }` }),
  });

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    errors: [
      {
        message: expect.any(String),
        extensions: { code: 'QUERY_TOO_COMPLEX', limit: 'response', maximum: 10_000_000 },
      },
    ],
  });
  expect(server.log.filter(({ level }) => level >= 50)).toEqual([]);
});

test('a long text is encoded in turns', async () => {
  const { turns } = await turnsDuring(() => bytesOf('é'.repeat(5_000_000)));

  expect(turns).toBeGreaterThan(20);
});

test.each(['a', 'é', '漢', '🌍', 'a🌍'])('a long text of %s has the bytes of UTF-8', async (letters) => {
  for (const offset of ['', ' ', '  ']) {
    const text = offset + letters.repeat(300_000);

    expect((await bytesOf(text)).equals(Buffer.from(text))).toBe(true);
  }
});

/** Executes a query of this cost against a schema with a list of 500 items. */
async function executeLists(
  prepare: (schema: GraphQLSchema) => void,
  text: string,
  cost = 0,
  reading = new ReadOperation(),
): Promise<ExecutionResult> {
  const schema = buildSchema('type Query { list: [Item!]! } type Item { a: Int b: Int }');
  schema.getQueryType()!.getFields()['list']!.resolve = () => Array.from({ length: 500 }, (_, a) => ({ a, b: a }));
  prepare(schema);
  const contextValue = { operation: { cost }, reading, loaders: { turns: new ListTurns() } };
  return execute({ schema, document: parse(text), contextValue });
}

test('many lists are completed in turns, and a few at once', async () => {
  const run = (aliases: number) =>
    turnsDuring(() => {
      const lists = Array.from({ length: aliases }, (_, n) => `l${n}: list { a ...F }`).join(' ');
      return executeLists(completeListsInTurns, `{ ${lists} } fragment F on Item { b }`);
    });

  const [few, many] = [await run(1), await run(30)];

  // 1,000 fields for each list, and 1,500 in a turn.
  expect(few.turns).toBeLessThan(2);
  expect(many.turns).toBeGreaterThan(25);
  expect(Object.values(many.result.data!)).toHaveLength(30);
});

test('the items of one list with many fields are completed in turns', async () => {
  const fields = Array.from({ length: 60 }, (_, n) => `f${n}: a`).join(' ');
  const { result, turns } = await turnsDuring(() => executeLists(completeListsInTurns, `{ list { ${fields} b } }`));

  // 30,500 fields, and 1,500 in a turn.
  expect(turns).toBeGreaterThan(18);
  expect((result.data!['list'] as { b: number }[]).map(({ b }) => b)).toEqual(Array.from({ length: 500 }, (_, b) => b));
});

test('the root fields of a large query begin in turns, and those of others at once', async () => {
  const lists = Array.from({ length: 100 }, (_, n) => `l${n}: list { __typename }`).join(' ');
  const run = (cost: number) => turnsDuring(() => executeLists(beginRootFieldsInTurns, `{ ${lists} }`, cost));

  const [small, large] = [await run(20_000), await run(20_001)];

  expect(small.turns).toBeLessThan(2);
  expect(large.turns).toBeGreaterThan(18);
  expect(large.result).toEqual(small.result);
});

test('root fields that wait when the operation is stopped do not begin', async () => {
  const begun: unknown[] = [];
  const reading = new ReadOperation();
  const prepare = (schema: GraphQLSchema): void => {
    const { list } = schema.getQueryType()!.getFields();
    list!.resolve = (_source, _args, _context, { path }) => {
      begun.push(path.key);
      reading.stop(new OperationCancelledError('The client has left'));
      return [];
    };
    beginRootFieldsInTurns(schema);
  };
  const lists = Array.from({ length: 12 }, (_, n) => `l${n}: list { __typename }`).join(' ');
  const { errors } = await executeLists(prepare, `{ ${lists} }`, 20_001, reading);

  expect(begun).toEqual(['l0', 'l1', 'l2', 'l3', 'l4']);
  expect(errors!.map(({ message }) => message)).toEqual(['The client has left']);
});

test.each([
  ['no cache may keep', { 'entente-grants': '' }],
  ['the cache keeps', {}],
])('a large response that %s is complete', async (_name, headers) => {
  const sectors = Array.from({ length: 100 }, (_, n) => `a${n}: codelist(name: "Sector") { code name vocabularyUri }`);
  const response = await fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: `{ ${sectors.join(' ')} }` }),
  });
  const text = await response.text();

  expect(text.length).toBeGreaterThan(4_000_000);
  expect(`${JSON.stringify(JSON.parse(text))}\n` === text).toBe(true);
});
