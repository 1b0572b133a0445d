import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { sql } from '../../../src/database/sql/sql';
import { entities } from '../../../src/modules/entities';
import { until } from '../../support/contents';
import { killProcesses, startCommand, startServer, type TestProcess } from '../../support/processes';
import { createRandom } from '../../support/random';
import { isSignedWith, type Receiver, startReceiver } from '../../support/receiver';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';
import { admin, editor, tokenOf } from '../../support/viewers';

const rounds = 4;
const writers = 6;

jest.setTimeout(240_000);

let storage: TestDatabase;
let directory: string;
let database: Database;
let token: string;
let receiver: Receiver;

beforeEach(async () => {
  storage = await createMigratedDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'entente-kill-'));
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
  token = await tokenOf(database, editor, new Date());
  receiver = await startReceiver();
});

afterEach(async () => {
  await killProcesses();
  await receiver.close();
  await database.close();
  await storage.drop();
  await rm(directory, { recursive: true, force: true });
});

const environment = () => ({
  DATABASE_URL: storage.url,
  DEMO_DATA: 'false',
  LOG_LEVEL: 'silent',
  WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1',
});

async function start(): Promise<TestProcess & { origin: string }> {
  const server = startServer({ cwd: directory, env: environment() });
  await server.prints(/Health .*\n/);
  return { ...server, origin: (await server.prints(/GraphQL +(http:\S+)\/graphql/))[1]! };
}

interface Item {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly state: string;
}

async function send(
  origin: string,
  query: string,
  variables: object,
  as: string = token,
): Promise<Record<string, any>> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${as}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, any>; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const shown = '{ activity { id title summary publication { version state } } }';
const create = `mutation ($input: CreateActivityInput!) { answer: createActivity(input: $input) ${shown} }`;
const update = `mutation ($input: UpdateActivityInput!) { answer: updateActivity(input: $input) ${shown} }`;
const publish = `mutation ($input: PublishActivityInput!) { answer: publishActivity(input: $input) ${shown} }`;

/** What a writer has sent and got no answer to. */
interface Pending {
  readonly mutation: string;
  readonly input: object;
}

async function perform(origin: string, { mutation, input }: Pending): Promise<Item> {
  const { answer } = await send(origin, mutation, { input });
  const { id, title, publication } = answer.activity;
  return { id, title, version: publication.version, state: publication.state };
}

/** Creates a webhook for activities at the receiver. Returns the secret that signs its messages. */
async function makeWebhook(origin: string): Promise<string> {
  const { createWebhook } = await send(
    origin,
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret } }',
    { input: { url: receiver.url, events: ['ACTIVITY_PUBLISHED'] } },
    await tokenOf(database, admin, new Date()),
  );
  return createWebhook.secret;
}

/** The ids of the messages about each item. */
function messagesByItem(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { id, body } of receiver.received) {
    const item = (JSON.parse(body) as { data: { id: string } }).data.id;
    found.set(item, (found.get(item) ?? new Set()).add(id));
  }
  return found;
}

test('a server that is killed while it writes keeps every acknowledged change, and each other change completely or not at all', async () => {
  const random = createRandom(9);
  const acknowledged = new Map<string, Item>();
  let server = await start();
  const secret = await makeWebhook(server.origin);
  let names = 0;
  let acknowledgements = 0;
  const published = (): string[] =>
    [...acknowledged.values()].filter(({ state }) => state === 'PUBLISHED').map(({ id }) => id);
  // A slow machine may need more rounds until there is enough that could be lost.
  for (let round = 0; round < rounds || (round < 5 * rounds && published().length < writers); round++) {
    const { origin } = server;
    const pending: Pending[] = [];
    const write = async (): Promise<void> => {
      let own: Item | null = null;
      for (;;) {
        const clientMutationId = `call ${(names += 1)}`;
        const words = { title: `Title ${names}`, summary: `Title ${names}`, topics: [`Title ${names}`] };
        const next: Pending =
          own === null
            ? { mutation: create, input: { clientMutationId, ...words } }
            : own.state === 'DRAFT' && random.below(2) === 0
              ? { mutation: publish, input: { clientMutationId, id: own.id, version: own.version } }
              : { mutation: update, input: { clientMutationId, id: own.id, version: own.version, ...words } };
        try {
          own = await perform(origin, next);
          acknowledged.set(own.id, own);
          acknowledgements += 1;
        } catch {
          pending.push(next);
          return;
        }
      }
    };
    const before = acknowledgements;
    const writing = Promise.all(Array.from({ length: writers }, write));
    // A busy machine may take seconds for the first changes.
    await until(() => acknowledgements > before, 'a change is acknowledged');
    await delay(random.below(700));
    server.child.kill('SIGKILL');
    await Promise.all([server.ended, writing]);

    server = await start();
    const again = server.origin;
    const repeated = await Promise.all(pending.map((call) => perform(again, call)));
    const repeatedAgain = await Promise.all(pending.map((call) => perform(again, call)));
    expect(repeatedAgain).toEqual(repeated);
    for (const item of repeated) acknowledged.set(item.id, item);
    for (const item of acknowledged.values()) {
      const { node } = await send(
        again,
        `query ($id: ID!) { node(id: $id) { ... on Activity { title summary topics publication { version state }
          history(first: 100) { nodes { version } } } } }`,
        { id: item.id },
      );
      expect(node).toMatchObject({
        title: item.title,
        summary: item.title,
        topics: [item.title],
        publication: { version: item.version, state: item.state },
      });
      const versions = Array.from({ length: Math.min(item.version, 100) }, (_, index) => item.version - index);
      expect(node.history.nodes.map(({ version }: Item) => version)).toEqual(versions);
    }
  }

  server.child.kill('SIGKILL');
  await server.ended;
  await start();
  // What was being sent at a kill waits for its lease to run out, which need not be waited for here.
  const due = new Date().toISOString();
  await database.write(
    (manager) => manager.sql`
    UPDATE webhook_delivery SET next_attempt_at = ${due} WHERE next_attempt_at > ${due}`,
  );
  await until(() => published().every((id) => messagesByItem().has(id)), 'all that is published is told');
  expect([...messagesByItem().keys()].sort()).toEqual(published().sort());
  expect([...messagesByItem().values()].filter(({ size }) => size > 1)).toEqual([]);
  expect(receiver.received.every((message) => isSignedWith(secret, message))).toBe(true);

  expect(published().length).toBeGreaterThanOrEqual(writers);
  const [counts] = await database.read.query<Record<string, number | string>>(sql`
    SELECT (SELECT count(*) FROM activity) AS items,
      (SELECT count(*) FROM revision WHERE action = 'PUBLISHED') AS publications,
      (SELECT count(*) FROM outbox_event WHERE type = 'activityPublished') AS events,
      (SELECT count(*) FROM outbox_event WHERE type = 'contentAppeared') AS appearances`);
  expect(Number(counts!['items'])).toBe(acknowledged.size);
  expect(Number(counts!['events'])).toBe(Number(counts!['publications']));
  expect(Number(counts!['appearances'])).toBe(Number(counts!['publications']));
  const verified = await startCommand(['audit', 'verify'], { cwd: directory, env: environment() }).ended;
  expect(verified).toMatchObject({ code: 0, errors: '' });
});
