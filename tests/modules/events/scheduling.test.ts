import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { type App, createApp } from '../../../src/app';
import { loadConfig } from '../../../src/config';
import { MutationRunner } from '../../../src/core/mutations/mutation-runner';
import type { Clock } from '../../../src/core/time';
import { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import { Network } from '../../../src/modules/catalogue/network/network.entity';
import { NewsItem } from '../../../src/modules/catalogue/news/news-item.entity';
import { RestrictedDocument } from '../../../src/modules/documents/document/restricted-document.entity';
import { Revision, RevisionAction } from '../../../src/modules/publishing/history/revision.entity';
import { OutboxEvent } from '../../../src/modules/publishing/outbox';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { PublishableType } from '../../../src/modules/publishing/publishable';
import { until } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

const HOUR_MS = 3_600_000;

let database: TestDatabase;
let directory: string;
let running: App[];
/** The log lines of the instances. */
let log: string[];
/** Milliseconds that the clocks of the instances are ahead. */
let passed: number;

beforeEach(async () => {
  database = await createMigratedDatabase();
  directory = await mkdtemp(path.join(tmpdir(), 'entente-files-'));
  running = [];
  passed = 0;
  log = [];
});

afterEach(async () => {
  await Promise.all(running.map((app) => app.close()));
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

const clock: Clock = () => new Date(Date.now() + passed);
const soon = (milliseconds = HOUR_MS): string => new Date(clock().getTime() + milliseconds).toISOString();

async function start(): Promise<App> {
  const config = loadConfig({
    DATABASE_URL: database.url,
    FILES_DIR: path.join(directory, 'files'),
    DOCUMENT_KEY_FILE: path.join(directory, 'document.key'),
    DEMO_DATA: 'false',
  });
  const app = await createApp({
    config,
    logger: pino({ level: 'error' }, { write: (line) => void log.push(line) }),
    clock,
  });
  running.push(app);
  return app;
}

async function stop(app: App): Promise<void> {
  running.splice(running.indexOf(app), 1);
  await app.close();
}

function schedule(app: App, publishAt: string, count = 1): Promise<Activity[]> {
  return make(app, async (create) => {
    const scheduled = Object.assign(publication(PublicationState.SCHEDULED), { publishAt });
    const made: Activity[] = [];
    for (let number = 0; number < count; number++) made.push(await create.activity({ publication: scheduled }));
    return made;
  });
}

/** All stored rows of an entity. */
function stored<E extends { id: number }>(app: App, entity: new () => E): Promise<E[]> {
  return app.database.write((manager) => manager.find<E & { id: number }>(entity, { order: { id: 'ASC' } as never }));
}

async function statesOf(app: App): Promise<PublicationState[]> {
  return (await stored(app, Activity)).map(({ publication: { state } }) => state);
}

function published(app: App): Promise<void> {
  return until(
    async () => (await statesOf(app)).every((state) => state === PublicationState.PUBLISHED),
    'all activities are published',
  );
}

test('publishes a due item soon after its time, and not before', async () => {
  const app = await start();
  const publishAt = soon(1_200);
  await schedule(app, publishAt);

  await published(app);

  const [revision] = (await stored(app, Revision)).slice(-1);
  const delayMs = Date.parse(revision!.at) - Date.parse(publishAt);
  expect(delayMs).toBeGreaterThanOrEqual(0);
  // A second on a quiet machine.
  expect(delayMs).toBeLessThan(5_000);
  const [activity] = await stored(app, Activity);
  expect(activity!.publication).toMatchObject({ state: 'PUBLISHED', publishAt: null, version: 2, updatedById: null });
});

test('records a publication without an author in the history, and appends its events once', async () => {
  const app = await start();
  const [{ id } = { id: 0 }] = await schedule(app, soon());

  passed += HOUR_MS;
  await published(app);

  const revisions = await stored(app, Revision);
  expect(revisions.at(-1)).toMatchObject({ itemId: id, version: 2, action: 'PUBLISHED', byId: null, byName: null });
  expect(await stored(app, OutboxEvent)).toMatchObject([
    { type: 'activityPublished', itemId: id },
    { type: 'contentAppeared', itemId: id },
  ]);
});

test('publishes every type that can be scheduled', async () => {
  const app = await start();
  await make(app, async (create) => {
    const scheduled = () => Object.assign(publication(PublicationState.SCHEDULED), { publishAt: soon() });
    await create.network({ publication: scheduled() });
    await create.newsItem({ publication: scheduled() });
    const { id: activityId } = await create.activity({ publication: scheduled() });
    await create.document({ activityId, publication: scheduled() });
  });

  const states = async (): Promise<PublicationState[]> => {
    const types = [Network, Activity, RestrictedDocument, NewsItem] as const;
    const items = await Promise.all(
      types.map((type) => stored<Network | Activity | RestrictedDocument | NewsItem>(app, type)),
    );
    return items.flat().map(({ publication: { state } }) => state);
  };

  passed += HOUR_MS;
  const allPublished = Array.from({ length: 4 }, () => 'PUBLISHED').join();
  await until(async () => (await states()).join() === allPublished, 'all types are published');
  await delay(700);

  const events = (await stored(app, OutboxEvent)).map(({ type }) => type);
  expect(events.filter((type) => !type.startsWith('content'))).toEqual(['activityPublished', 'newsItemPublished']);
  expect(events.filter((type) => type === 'contentAppeared')).toHaveLength(4);
});

test('publishes items that became due while no server was running', async () => {
  const before = await start();
  await schedule(before, soon());
  await stop(before);

  passed += 2 * HOUR_MS;
  await published(await start());
});

test('publishes each item once with several instances', async () => {
  const apps = [await start(), await start(), await start()];
  await schedule(apps[0]!, soon(), 20);

  passed += HOUR_MS;
  await published(apps[0]!);
  await delay(700);

  const types = (await stored(apps[0]!, OutboxEvent)).map(({ type }) => type).sort();
  expect(types).toEqual([...Array(20).fill('activityPublished'), ...Array(20).fill('contentAppeared')]);
  expect((await stored(apps[0]!, Revision)).filter(({ action }) => action === RevisionAction.PUBLISHED)).toHaveLength(
    20,
  );
  expect((await stored(apps[0]!, Activity)).map((activity) => activity.publication.version)).toEqual(
    Array.from({ length: 20 }, () => 2),
  );
});

test('does not publish items that were unscheduled, deleted or never scheduled', async () => {
  const app = await start();
  const due = soon(-HOUR_MS);
  await make(app, async (create) => {
    await create.activity({ publication: Object.assign(publication(PublicationState.DRAFT), { publishAt: due }) });
    await create.activity({
      publication: Object.assign(publication(PublicationState.ARCHIVED), { publishAt: due, deletedAt: due }),
    });
  });

  await delay(1_300);

  expect(await statesOf(app)).toEqual(['DRAFT', 'ARCHIVED']);
});

test('does not publish an item that is unscheduled after it was found to be due', async () => {
  const app = await start();
  const [{ id }] = (await schedule(app, soon())) as [Activity];
  const committed = jest.spyOn(MutationRunner.prototype, 'commit').mockImplementationOnce(async function (
    this: MutationRunner,
    ...unit
  ) {
    await app.database.write(
      (manager) => manager.sql`UPDATE activity SET publication_state = 'DRAFT', publish_at = NULL`,
    );
    return this.commit(...unit);
  });
  passed += HOUR_MS;
  await until(async () => committed.mock.calls.length > 1, 'the item was found');
  await stop(app);
  committed.mockRestore();

  const after = await start();
  expect(await stored(after, Activity)).toMatchObject([{ id, publication: { state: 'DRAFT', version: 1 } }]);
  expect(await stored(after, OutboxEvent)).toEqual([]);
});

/** The log lines about items that could not be published. */
const failures = (): string[] => log.filter((line) => line.includes('scheduled content could not be published'));

test('a due document waits without errors while its activity is in the trash, and is published once that is restored', async () => {
  const app = await start();
  const activity = await make(app, async (create) => {
    const one = await create.activity();
    const scheduled = Object.assign(publication(PublicationState.SCHEDULED), { publishAt: soon() });
    await create.document({ activityId: one.id, publication: scheduled });
    return one;
  });
  const setDeletedAt = (deletedAt: string | null) =>
    app.database.write((manager) => manager.update(Activity, { id: activity.id }, { publication: { deletedAt } }));
  const state = async () => (await stored(app, RestrictedDocument))[0]!.publication.state;
  await setDeletedAt(soon(0));

  passed += HOUR_MS;
  await delay(1_500);
  expect(await state()).toBe('SCHEDULED');
  await setDeletedAt(null);
  await until(async () => (await state()) === PublicationState.PUBLISHED, 'the document is published');

  expect(log).toEqual([]);
});

test('an item that cannot be published is retried at growing intervals, and does not delay others', async () => {
  const app = await start();
  const [broken] = await schedule(app, soon());
  // The version that publishing would add exists already.
  await app.database.write((manager) =>
    manager.insert(Revision, {
      type: PublishableType.ACTIVITY,
      itemId: broken!.id,
      version: 2,
      action: RevisionAction.UPDATED,
      at: soon(0),
      byId: null,
      byName: null,
      state: '{}',
    }),
  );

  passed += HOUR_MS;
  await until(() => failures().length > 0, 'it has failed');
  await delay(2_000);
  expect(failures().length).toBeLessThanOrEqual(2);

  await schedule(app, soon(0));
  await until(async () => (await statesOf(app)).join() === 'SCHEDULED,PUBLISHED', 'the other is published');

  await app.database.write((manager) => manager.delete(Revision, { itemId: broken!.id }));
  passed += HOUR_MS;
  await published(app);
});
