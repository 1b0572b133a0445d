import { Role } from '../../../../src/core/access/role';
import { sql } from '../../../../src/database/sql/sql';
import type { Activity } from '../../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../../support/factories';
import { mutationsOf, placesOf, type Refusal } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../../support/viewers';

let server: TestServer;
let casc: Network;
/** Of no network, public and not. */
let foreign: Activity;
let foreignDraft: Activity;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    casc = await create.network({ slug: 'casc' });
    await create.takesPart(await create.activity({ slug: 'own' }), casc);
    foreign = await create.activity({ slug: 'foreign' });
    foreignDraft = await create.activity({ slug: 'draft', publication: publication(PublicationState.DRAFT) });
  });
});

afterAll(() => server.close());

const shown = `id slug title excerpt body bodyHtml publishedAt activities { slug } publication { state version }`;

const ofOne = (): TestViewer => viewerOf(Role.EDITOR, { networkId: casc.id });

async function done(mutation: string, input: object, asker: TestViewer = editor): Promise<Record<string, any>> {
  return (await mutationsOf(server, mutation, asker).done(input, `newsItem { ${shown} }`)).newsItem;
}

function created(input: object = {}, asker?: TestViewer): Promise<Record<string, any>> {
  return done('createNewsItem', { title: 'Title', excerpt: 'Excerpt', ...input }, asker);
}

function updated(input: object, asker?: TestViewer): Promise<Record<string, any>> {
  return done('updateNewsItem', input, asker);
}

function refused(mutation: string, input: object, asker: TestViewer = editor): Promise<Refusal> {
  return mutationsOf(server, mutation, asker).refused(input);
}

async function findByTitle(title: string): Promise<string[]> {
  const query = 'query ($title: String!) { newsItems(filter: { title: { eq: $title } }) { nodes { id } } }';
  const { newsItems } = await server.data(query, { title }, editor);
  return newsItems.nodes.map(({ id }: { id: string }) => id);
}

function keyOf(id: string): number {
  return Number(Buffer.from(id, 'base64url').toString().split(':')[1]);
}

test('creates a draft with all given fields, and a slug from its headline', async () => {
  const item = await created({ title: 'Новости сети', body: '**Bold**', activities: ['own', 'foreign'] });

  expect(item).toMatchObject({
    slug: 'novosti-seti',
    title: 'Новости сети',
    excerpt: 'Excerpt',
    bodyHtml: '<p><strong>Bold</strong></p>\n',
    publishedAt: null,
    publication: { state: 'DRAFT', version: 1 },
  });
  expect(item.activities.map(({ slug }: { slug: string }) => slug).sort()).toEqual(['foreign', 'own']);
  expect((await server.data('query ($id: ID!) { node(id: $id) { id } }', { id: item.id })).node).toBeNull();
});

test('changes the given fields, keeps the others, and clears those that are null', async () => {
  const { id } = await created({ title: 'Before', body: 'Body', activities: ['own'] });

  const item = await updated({ id, version: 1, title: 'After all', body: null, activities: ['foreign'] });

  expect(item).toMatchObject({ slug: 'before', title: 'After all', excerpt: 'Excerpt', body: null });
  expect(item).toMatchObject({ activities: [{ slug: 'foreign' }], publication: { version: 2 } });
  expect(await findByTitle('after all')).toEqual([id]);
  expect(await updated({ id, version: 2, activities: null, slug: null })).toMatchObject({
    slug: 'after-all',
    activities: [],
  });
});

test('writes nothing when the same activities are named in another order', async () => {
  const { id } = await created({ activities: ['own', 'foreign'] });

  for (const activities of [
    ['own', 'foreign'],
    ['foreign', 'own'],
  ]) {
    expect(await updated({ id, version: 1, activities })).toMatchObject({ publication: { version: 1 } });
  }
});

test('of two editors with the same version, the second gets CONFLICT and overwrites nothing', async () => {
  const { id } = await created();
  await updated({ id, version: 1, title: 'First' });

  expect(await refused('updateNewsItem', { id, version: 1, title: 'Second' })).toMatchObject({
    code: 'CONFLICT',
    version: 2,
  });
  expect(await updated({ id, version: 2, excerpt: 'Another' })).toMatchObject({ title: 'First', excerpt: 'Another' });
});

test('of eight concurrent changes, one succeeds', async () => {
  const { id } = await created();

  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, number) =>
      mutationsOf(server, 'updateNewsItem', editor).sent(
        { id, version: 1, title: `Title ${number}` },
        `newsItem { ${shown} }`,
      ),
    ),
  );

  const done = answers.filter(({ errors }) => errors === undefined);
  expect(done).toHaveLength(1);
  expect(answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions))).toEqual(
    Array.from({ length: 7 }, () => expect.objectContaining({ code: 'CONFLICT', version: 2 })),
  );
  const { title } = done[0]!.data!.answer.newsItem;
  expect(await updated({ id, version: 2, excerpt: 'Now' })).toMatchObject({ title });
});

test('reports all problems at once', async () => {
  await created({ slug: 'taken' });

  const problem = await refused('createNewsItem', {
    title: 't'.repeat(301),
    excerpt: '  ',
    slug: 'taken',
    body: 'b'.repeat(60_001),
    activities: ['own', 'nowhere', 'own'],
  });

  expect(problem.code).toBe('BAD_USER_INPUT');
  expect(problem.fields!.map(({ path, code }) => [path, code])).toEqual([
    ['input.slug', 'TAKEN'],
    ['input.title', 'TOO_LONG'],
    ['input.excerpt', 'REQUIRED'],
    ['input.body', 'TOO_LONG'],
    ['input.activities.1', 'UNKNOWN'],
    ['input.activities.2', 'INVALID'],
  ]);
});

test.each([
  ['a slug that is none', { slug: 'Not a slug' }, ['input.slug', 'INVALID']],
  ['a headline of two lines', { title: 'One\ntwo' }, ['input.title', 'INVALID']],
  ['too long an excerpt', { excerpt: 'e'.repeat(2001) }, ['input.excerpt', 'TOO_LONG']],
])('refuses %s', async (_what, input, problem) => {
  expect(placesOf(await refused('createNewsItem', { title: 'T', excerpt: 'E', ...input }))).toEqual([problem]);
});

test('a headline cannot be cleared', async () => {
  const { id } = await created();

  expect(placesOf(await refused('updateNewsItem', { id, version: 1, title: null }))).toEqual([
    ['input.title', 'REQUIRED'],
  ]);
});

describe('when it is published', () => {
  test('it gets the instant of its first publication, and keeps it', async () => {
    const { id } = await created();

    const { publishedAt } = await done('publishNewsItem', { id, version: 1 });
    expect(Math.abs(Date.parse(publishedAt) - Date.now())).toBeLessThan(60_000);
    await done('unpublishNewsItem', { id, version: 2 });
    server.pass(3_600_000);

    expect(await done('publishNewsItem', { id, version: 3 })).toMatchObject({ publishedAt });
    const events = await server.app.database.read.query(
      sql`SELECT id FROM outbox_event WHERE item_id = ${keyOf(id)} AND type = 'newsItemPublished'`,
    );
    expect(events).toHaveLength(2);
  });

  test('it keeps an instant that was given', async () => {
    const publishedAt = '2001-02-03T04:05:06.000Z';
    const { id } = await created({ publishedAt });

    expect(await done('publishNewsItem', { id, version: 1 })).toMatchObject({ publishedAt });
  });
});

describe('an editor of one network', () => {
  test('creates and changes news about an activity of that network', async () => {
    const { id } = await created({ activities: ['own'] }, ofOne());

    expect(await updated({ id, version: 1, title: 'Changed' }, ofOne())).toMatchObject({ title: 'Changed' });
  });

  test('changes news that is also about an activity of another network', async () => {
    const { id } = await created({ activities: ['foreign', 'own'] });

    expect(await updated({ id, version: 1, title: 'Changed' }, ofOne())).toMatchObject({ title: 'Changed' });
  });

  test.each([
    ['make news about nothing', () => refused('createNewsItem', { title: 'T', excerpt: 'E' }, ofOne())],
    [
      'make news about another activity alone',
      () => refused('createNewsItem', { title: 'T', excerpt: 'E', activities: ['foreign'] }, ofOne()),
    ],
    [
      'make news about another activity besides its own',
      () => refused('createNewsItem', { title: 'T', excerpt: 'E', activities: ['own', 'foreign'] }, ofOne()),
    ],
    [
      'take its activity from news',
      async () => {
        const { id } = await created({ activities: ['own'] });
        return refused('updateNewsItem', { id, version: 1, activities: [] }, ofOne());
      },
    ],
    [
      'change public news of others',
      async () => {
        const { id } = await created();
        await done('publishNewsItem', { id, version: 1 });
        return refused('updateNewsItem', { id, version: 2, title: 'Mine' }, ofOne());
      },
    ],
  ])('cannot %s', async (_what, attempt) => {
    expect(await attempt()).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('does not learn about drafts of other networks, not even by news about them', async () => {
    const { id } = await created();
    expect(await refused('updateNewsItem', { id, version: 1, title: 'Mine' }, ofOne())).toMatchObject({
      code: 'NOT_FOUND',
    });

    const input = { title: 'T', excerpt: 'E', activities: ['own', foreignDraft.slug] };
    expect(placesOf(await refused('createNewsItem', input, ofOne()))).toEqual([['input.activities.1', 'UNKNOWN']]);
  });

  test('changes news that is also about a draft of another network', async () => {
    const { id } = await created({ activities: ['own', foreign.slug, foreignDraft.slug] });

    expect(await updated({ id, version: 1, title: 'Still' }, ofOne())).toMatchObject({ title: 'Still' });
  });
});

test('its history contains the values before and after each change', async () => {
  const { id } = await created({ activities: ['own', 'foreign'] });
  await updated({ id, version: 1, title: 'Later' });
  await done('publishNewsItem', { id, version: 2 });

  const rows = await server.app.database.read.query<{ action: string; state: string }>(
    sql`SELECT action, state FROM revision WHERE type = 'NewsItem' AND item_id = ${keyOf(id)} ORDER BY version`,
  );
  const states = rows.map(({ action, state }) => {
    const { content, status } = JSON.parse(state);
    return [action, content.title, content.activities, content.publishedAt === null, status.state];
  });
  expect(states).toEqual([
    ['CREATED', 'Title', ['foreign', 'own'], true, 'DRAFT'],
    ['UPDATED', 'Later', ['foreign', 'own'], true, 'DRAFT'],
    ['PUBLISHED', 'Later', ['foreign', 'own'], false, 'PUBLISHED'],
  ]);
});
