import sql from 'sql-template-tag';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

test('slow statements let the event loop turn between them', async () => {
  const { read } = server.app.database;
  const slow = sql`
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${300_000})
    SELECT sum(n) AS sum FROM number`;
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);

  const sums = await Promise.all(Array.from({ length: 10 }, () => read.query<{ sum: unknown }>(slow)));
  clearInterval(timer);

  expect(sums.map(([row]) => Number(row!.sum))).toEqual(Array.from({ length: 10 }, () => 45_000_150_000));
  expect(turns).toBeGreaterThanOrEqual(5);
});
