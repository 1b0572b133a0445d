import type { Client } from 'graphql-ws';
import { Client as PostgresClient } from 'pg';
import { mutationsOf } from '../../support/mutations';
import { connect, subscribe, type TestSubscription, until } from '../../support/subscriber';
import { startTestServer, type TestServer } from '../../support/test-server';
import { fastestOf, quantile, timeOf } from '../../support/timing';
import { editor } from '../../support/viewers';

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
  return timeOf(async () => {
    await mutationsOf(other, 'publishActivity', editor).done({ id: activity.id, version: 1 }, '__typename');
    await until(() => slugs().includes(slug));
  });
}

test('a client receives what another instance publishes, within a second on PostgreSQL', async () => {
  const published: string[] = [];
  /** Milliseconds for each of nine activities, in ascending order. */
  const publishNine = async (): Promise<number[]> => {
    const took: number[] = [];
    for (let number = 1; number <= 9; number++) {
      published.push(`told-${published.length + 1}`);
      took.push(await publish(published.at(-1)!));
    }
    return took.sort((one, other) => one - other);
  };

  expect(await fastestOf(withinMs, async () => (await publishNine()).at(-1)!)).toBeLessThan(withinMs);
  if (__DATABASE__ === 'postgres') {
    // Polling every second, as on SQLite, would take half a second on average.
    expect(await fastestOf(400, async () => quantile(await publishNine(), 0.8))).toBeLessThan(400);
  }
  expect(slugs()).toEqual(published);
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

    let number = 0;
    expect(await fastestOf(2_500, () => publish(`unheard-${(number += 1)}`))).toBeLessThan(2_500);
  });
}
