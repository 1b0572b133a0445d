import type { Client } from 'graphql-ws';
import { Client as PostgresClient } from 'pg';
import { connect, subscribe, until, type TestSubscription } from '../support/subscriber';
import { mutationsOf } from '../support/mutations';
import { startTestServer, type TestServer } from '../support/test-server';
import { editor } from '../support/viewers';

/** SQLite sends no notifications: other instances poll every second. */
const withinMs = __DATABASE__ === 'postgres' ? 1_000 : 2_500;

let one: TestServer;
let other: TestServer;
let client: Client;
let subscription: TestSubscription;

beforeAll(async () => {
  one = await startTestServer({ DEMO_DATA: 'false' });
  other = await startTestServer({ DEMO_DATA: 'false', DATABASE_URL: one.databaseUrl });
  client = connect(one.address);
  subscription = subscribe(client, 'subscription { activityPublished { slug } }');
  const after = subscribe(client, 'subscription { nothing }');
  await until(() => after.end !== null);
});

afterAll(async () => {
  await client.dispose();
  await other.close();
  await one.close();
});

const slugs = (): string[] => subscription.answers.map(({ data }) => data!.activityPublished.slug);

/** Lets another instance publish an activity, and waits until the client receives it. */
async function publish(slug: string): Promise<number> {
  const create = mutationsOf(other, 'createActivity', editor);
  const { activity } = await create.done({ title: 'Seminar', summary: 'S', slug }, 'activity { id }');
  const began = performance.now();
  await mutationsOf(other, 'publishActivity', editor).done({ id: activity.id, version: 1 }, '__typename');
  await until(() => slugs().includes(slug));
  return performance.now() - began;
}

test('a client receives what another instance publishes, within a second on PostgreSQL', async () => {
  const took: number[] = [];
  for (let number = 1; number <= 9; number++) took.push(await publish(`told-${number}`));

  expect(Math.max(...took)).toBeLessThan(withinMs);
  // Polling every second, as on SQLite, would take half a second on average.
  if (__DATABASE__ === 'postgres') expect(took.sort((a, b) => a - b)[4]).toBeLessThan(300);
  expect(slugs()).toEqual(took.map((_ms, index) => `told-${index + 1}`));
});

if (__DATABASE__ === 'postgres') {
  test('a client receives events even while its instance receives no notifications from PostgreSQL', async () => {
    const database = new PostgresClient({ connectionString: one.databaseUrl });
    await database.connect();
    await database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'entente events' AND datname = current_database()`,
    );
    await database.end();

    expect(await publish('unheard')).toBeLessThan(2_500);
  });
}
