import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { sql } from '../../../src/database/sql/sql';
import { entities } from '../../../src/modules/entities';
import type { Send } from '../../support/change-targets';
import { runCommand } from '../../support/command-in-process';
import { ContentMirror, readContent } from '../../support/content-mirror';
import { until } from '../../support/contents';
import { killProcesses, startServer, type TestProcess } from '../../support/processes';
import { createRandom } from '../../support/random';
import { RandomChanges } from '../../support/random-changes';
import { answering, type Receiver, startReceiver } from '../../support/receiver';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';
import { admin, tokenOf } from '../../support/viewers';

/** How many changes are tried. 10,000 take a quarter of an hour: `CONTENT_CHANGES=10000`. */
const CHANGES = Number(process.env.CONTENT_CHANGES ?? 60);
const SEED = Number(process.env.CONTENT_CHANGES_SEED ?? 1);

/** How many changes are tried until the server is killed and the copy is compared. */
const CHANGES_PER_RUN = Math.min(CHANGES / 2, 250);

/** Concurrent editors, whose changes of the same items race. */
const EDITORS = 3;

/** Milliseconds that a busy machine may need for a change. */
const PATIENCE_MS = 2_000;

jest.setTimeout(180_000 + 2 * PATIENCE_MS * CHANGES);

let storage: TestDatabase;
let directory: string;
let database: Database;
let receiver: Receiver;
let origin = 'http://127.0.0.1';
let token: string;

beforeEach(async () => {
  storage = await createMigratedDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'entente-mirror-'));
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
  token = await tokenOf(database, admin, new Date());
  receiver = await startReceiver();
});

afterEach(async () => {
  await killProcesses();
  await receiver.close();
  await database.close();
  await storage.drop();
  await rm(directory, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  return {
    DATABASE_URL: storage.url,
    DEMO_DATA: 'false',
    LOG_LEVEL: 'silent',
    LOCALES: 'en,ru',
    RATE_LIMIT: 'off',
    // A busy machine needs longer than usual for the complete content.
    OPERATION_TIMEOUT: '120',
    WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1',
  };
}

/** Starts the server, always on the same port: the content has addresses of images. */
async function start(): Promise<TestProcess> {
  const server = startServer({ cwd: directory, env: { ...environment(), PORT: new URL(origin).port || '0' } });
  await server.prints(/Health .*\n/);
  origin = (await server.prints(/GraphQL +(http:\S+)\/graphql/))[1]!;
  return server;
}

async function send(
  document: string,
  variables: object,
  headers: Record<string, string>,
): Promise<Record<string, any>> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Record<string, any>; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const asPublic: Send = (document, variables) => send(document, variables, {});
const asAdmin: Send = (document, variables) => send(document, variables, { authorization: `Bearer ${token}` });

/** What a killed server was sending is due now. Its leases would end after half a minute. */
async function endLeases(): Promise<void> {
  await database.write(
    (manager) => manager.sql`
      UPDATE webhook_delivery SET next_attempt_at = last_attempt_at WHERE next_attempt_at IS NOT NULL AND unfinished_attempts > 0`,
  );
}

/** Waits until nothing is scheduled, and every event has been delivered. What waits for a retry is due now. */
async function settled(): Promise<void> {
  await until(
    async () => {
      const { unpublished } = await asAdmin('{ unpublished(states: [SCHEDULED]) { totalCount } }', {});
      if (unpublished.totalCount > 0) return false;
      const now = new Date().toISOString();
      // An attempt that is under way keeps its lease, however long it takes.
      await database.write(
        (manager) => manager.sql`
          UPDATE webhook_delivery SET next_attempt_at = ${now} WHERE next_attempt_at > ${now} AND unfinished_attempts = 0`,
      );
      const [left] = await database.read.query<{ n: number | string }>(sql`
        SELECT (SELECT count(*) FROM outbox_event e WHERE e.queued_at IS NULL)
          + (SELECT count(*) FROM webhook_delivery d WHERE d.next_attempt_at IS NOT NULL) AS n`);
      return Number(left!.n) === 0;
    },
    'everything is delivered',
    60_000 + PATIENCE_MS * CHANGES_PER_RUN,
  );
}

test('a copy that follows the events is equal to the public content after random changes, also if the server is killed', async () => {
  const random = createRandom(SEED);
  const run = (args: readonly string[]) => runCommand(args, { env: environment(), cwd: directory });
  const changes = new RandomChanges({ send: asAdmin, run, directory }, random);
  const mirror = new ContentMirror(asPublic);
  receiver.answer = (response) => {
    // Some messages are refused, and sent again later.
    const isRefused = random.chance(0.05);
    const { id, body } = receiver.received.at(-1)!;
    if (!isRefused) mirror.take(id, body);
    answering(isRefused ? 500 : 204)(response);
  };
  let server = await start();
  await asAdmin('mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { __typename } }', {
    input: { url: receiver.url, events: ['CONTENT_APPEARED', 'CONTENT_CHANGED', 'CONTENT_WITHDRAWN'] },
  });
  await changes.prepare();
  let made = 0;
  let shown = 0;
  for (let tried = 0; tried < CHANGES;) {
    const end = tried + CHANGES_PER_RUN;
    const edit = async (): Promise<void> => {
      while (tried < end) {
        tried += 1;
        const isMade = await changes.make().then(
          () => true,
          () => false,
        );
        if (isMade) made += 1;
        await mirror.handle();
      }
    };

    const editing = Promise.all(Array.from({ length: EDITORS }, edit));
    await until(() => tried >= end, 'changes are made', 60_000 + PATIENCE_MS * CHANGES_PER_RUN);

    server.child.kill('SIGKILL');
    await Promise.all([server.ended, editing]);
    await endLeases();
    server = await start();

    await settled();

    await mirror.handle();
    const content = await readContent(asPublic);
    expect(Object.fromEntries(mirror.content)).toEqual(Object.fromEntries(content));
    shown += content.size;
  }
  expect(shown).toBeGreaterThan(CHANGES / 20);
  expect(made).toBeGreaterThan(CHANGES / 4);
});
