import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const programmesWithin = (levels: number): string =>
  `{ programmes ${'{ components { programme '.repeat(levels)}{ id }${' } }'.repeat(levels)} }`;

test('refuses an answer in which lists within lists multiply', async () => {
  const { errors, data } = await server.query(programmesWithin(15));

  expect(new Set(errors?.map(({ extensions }) => extensions.code))).toEqual(new Set(['QUERY_TOO_COMPLEX']));
  expect(data ?? null).toBeNull();
});

test('answers lists within lists that stay small', async () => {
  const { programmes } = await server.data(programmesWithin(4));

  expect(programmes.length).toBeGreaterThan(3);
});

test('refuses more than forty walks through a list in one operation', async () => {
  const walks = (count: number): string =>
    `{ ${Array.from({ length: count }, (_, n) => `a${n}: activities(filter: { title: { contains: "${n}" } }) { totalCount }`).join(' ')} }`;

  await server.data(walks(40));
  const { errors } = await server.query(walks(41));

  expect(errors?.[0]?.extensions.code).toBe('QUERY_TOO_COMPLEX');
});
