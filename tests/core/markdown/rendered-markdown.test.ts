import { markdownRenderer, type Rendered } from '../../../src/core/markdown/markdown-renderer';
import { keyOf, RENDERER_VERSION } from '../../../src/core/markdown/rendered-markdown';
import { sql } from '../../../src/database/sql/sql';
import {
  ActivityImport,
  surveyActivities,
} from '../../../src/modules/catalogue/activity-transfer/activity-transfer.import';
import { MarkdownRendering } from '../../../src/modules/editorial/markdown-rendering';
import { localizedTypes } from '../../../src/modules/publishables';
import { until } from '../../support/contents';
import { make } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { quantile, waitsDuring } from '../../support/timing';
import { editor } from '../../support/viewers';

/** Texts of 60,000 characters that take seconds, or that give several megabytes. */
const attacks: readonly [string, string][] = [
  ['a run of addresses', 'http://a.bc/('.repeat(4_615)],
  ['cells of addresses', `|a|b|\n|-|-|\n${'|a@b.cd,a@b.cd|http://a.bc/(http://a.bc/(|\n'.repeat(1_360)}`],
  ['a run of domains', '=b.cd#~{'.repeat(7_500)],
  ['addresses that grow', 'a@b.cd,'.repeat(8_570)],
];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const create = () => mutationsOf(server, 'createActivity', editor);
const update = () => mutationsOf(server, 'updateActivity', editor);

let made = 0;

/** Creates an activity with this description. Returns its ids. */
async function activityWith(description: string): Promise<{ id: number; globalId: string }> {
  made += 1;
  const slug = `rendered-${made}`;
  const { activity } = await create().done({ title: 'T', summary: 'S', slug, description }, 'activity { id }');
  const [row] = await server.app.database.read.query<{ id: number }>(sql`SELECT id FROM activity WHERE slug = ${slug}`);
  return { id: row!.id, globalId: activity.id };
}

/** What is stored beside the description. */
async function storedOf(id: number): Promise<{ descriptionHtml: string | null; descriptionKey: string }> {
  const [row] = await server.app.database.read.query<{ descriptionHtml: string | null; descriptionKey: string }>(
    sql`SELECT description_html, description_key FROM activity WHERE id = ${id}`,
  );
  return row!;
}

/** Changes a row as another release, or an operator, might. */
async function change(id: number, columns: Readonly<Record<string, string | null>>): Promise<void> {
  await server.app.database.write((manager) =>
    manager.query(
      `UPDATE activity SET ${Object.entries(columns)
        .map(([name, value]) => `${name} = ${value === null ? 'NULL' : `'${value}'`}`)
        .join(', ')} WHERE id = ${id}`,
    ),
  );
}

async function htmlOf(globalId: string): Promise<string | null> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on Activity { descriptionHtml } } }';
  return (await server.data(query, { id: globalId }, editor)).node.descriptionHtml;
}

const long = 'A *long* text. '.repeat(30);
const longHtml = `<p>${'A <em>long</em> text. '.repeat(30).trim()}</p>\n`;

test('is stored with the text, and reads show what is stored', async () => {
  const { id, globalId } = await activityWith(long);

  expect(await storedOf(id)).toEqual({ descriptionHtml: longHtml, descriptionKey: keyOf(long) });
  expect(await htmlOf(globalId)).toBe(longHtml);
  await change(id, { description_html: 'as it is stored' });
  expect(await htmlOf(globalId)).toBe('as it is stored');

  await update().done({ id: globalId, version: 1, description: '# New' }, '__typename');
  expect(await htmlOf(globalId)).toBe('<h1>New</h1>\n');
  await update().done({ id: globalId, version: 2, description: null }, '__typename');
  expect(await storedOf(id)).toEqual({ descriptionHtml: null, descriptionKey: keyOf(null) });
  expect(await htmlOf(globalId)).toBeNull();
});

test('follows the text that is reverted to, and is in no revision', async () => {
  const { id, globalId } = await activityWith('# First');
  await update().done({ id: globalId, version: 1, description: long }, '__typename');

  await mutationsOf(server, 'revertActivity', editor).done({ id: globalId, version: 2, to: 1 }, '__typename');

  expect(await storedOf(id)).toEqual({ descriptionHtml: '<h1>First</h1>\n', descriptionKey: keyOf('# First') });
  const revisions = await server.app.database.read.query<{ state: string }>(
    sql`SELECT state FROM revision WHERE type = 'Activity' AND item_id = ${id}`,
  );
  expect(revisions.map(({ state }) => Object.keys((JSON.parse(state) as { content: object }).content))).toEqual(
    revisions.map(() => expect.not.arrayContaining(['descriptionHtml'])),
  );
});

test('is stored with imported activities and with news', async () => {
  async function* rows() {
    yield { number: 1, values: { slug: 'imported', title: 'T', summary: 'S', description: long } };
  }
  const listener = { onReferencesCreated: () => undefined, onRow: async () => undefined };
  const options = { isAtomic: false, isDryRun: false, isCreatingMissing: false, defaultLocale: 'en' };
  const imported = new ActivityImport(server.app.database, options, listener, () => new Date());
  await imported.run(rows(), await surveyActivities(rows()));
  const news = { title: 'N', excerpt: 'E', slug: 'rendered-news', body: long };
  await mutationsOf(server, 'createNewsItem', editor).done(news, '__typename');

  const found = await server.app.database.read.query(sql`
    SELECT description_html AS html FROM activity WHERE slug = 'imported'
    UNION ALL SELECT body_html FROM news_item WHERE slug = 'rendered-news'`);
  expect(found).toEqual([{ html: longHtml }, { html: longHtml }]);
});

describe.each(attacks)('%s of 60,000 characters', (_name, description) => {
  test('is refused at its field or rendered within bounds, and everything else goes on', async () => {
    const input = { title: 'T', summary: 'S', description };
    let answer: Awaited<ReturnType<ReturnType<typeof create>['sent']>> = {};
    const waits = await waitsDuring(server, 20, async () => {
      answer = await create().sent(input, 'activity { id }');
    });
    const { data, errors } = answer;

    if (errors !== undefined) {
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'input.description' } }]);
    } else {
      expect((await htmlOf(data!['answer'].activity.id))!.length).toBeLessThanOrEqual(800_000);
    }
    // Rendering it in this thread would make each of them wait for a second.
    expect(quantile(waits, 0.9)).toBeLessThan(500);
  });
});

test('a text that takes seconds is refused with its field and changes nothing, and one that is stored is shown as text', async () => {
  const [, attack] = attacks[0]!;
  const { id, globalId } = await activityWith('Short');

  const refusal = await update().refused({ id: globalId, version: 1, description: attack });
  expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringMatching(/must be simpler Markdown/) });
  expect(placesOf(refusal)).toEqual([['input.description', 'INVALID']]);
  expect(await htmlOf(globalId)).toBe('<p>Short</p>\n');

  await change(id, { description: attack });
  expect(await htmlOf(globalId)).toBe(`<pre>${attack}</pre>\n`);
  // The text is not changed, so it is no obstacle.
  await update().done({ id: globalId, version: 1, title: 'Another title' }, '__typename');
});

test('HTML that was made of another text, or by an older renderer, is never shown', async () => {
  const { id, globalId } = await activityWith('Old');
  // As a release does that has no HTML.
  await change(id, { description: 'New' });
  expect(await htmlOf(globalId)).toBe('<p>New</p>\n');

  await change(id, {
    description_html: '<p>unsafe</p>',
    description_key: keyOf('New').replace(RENDERER_VERSION, '0000'),
  });
  expect(await htmlOf(globalId)).toBe('<p>New</p>\n');
});

test('texts without HTML, or with that of an older renderer, are rendered in the background', async () => {
  const { activity, news, programme, empty } = await make(server.app, async (factories) => ({
    activity: await factories.activity({ description: long }),
    news: await factories.newsItem({ body: long }),
    programme: await factories.programme({ description: long }),
    empty: await factories.activity({ description: null }),
  }));
  const outdated = await activityWith(long);
  await change(outdated.id, {
    description_html: 'outdated',
    description_key: keyOf(long).replace(RENDERER_VERSION, '0000'),
  });
  const { read } = server.app.database;
  const waiting = async () =>
    (
      await read.query(sql`
      SELECT id FROM activity WHERE description_key < ${RENDERER_VERSION}
      UNION ALL SELECT id FROM programme WHERE description_key < ${RENDERER_VERSION}
      UNION ALL SELECT id FROM news_item WHERE body_key < ${RENDERER_VERSION}`)
    ).length;
  expect(await waiting()).toBeGreaterThanOrEqual(5);

  const failures: unknown[] = [];
  const rendering = new MarkdownRendering(server.app.database, localizedTypes, (error) => failures.push(error));
  rendering.start();
  await until(async () => (await waiting()) === 0, 'everything is rendered');
  await rendering.stop();

  expect(failures).toEqual([]);
  for (const { id } of [activity, outdated]) {
    expect(await storedOf(id)).toEqual({ descriptionHtml: longHtml, descriptionKey: keyOf(long) });
  }
  expect(await storedOf(empty.id)).toEqual({ descriptionHtml: null, descriptionKey: keyOf(null) });
  const others = await read.query(sql`
    SELECT body_html AS html FROM news_item WHERE id = ${news.id}
    UNION ALL SELECT description_html FROM programme WHERE id = ${programme.id}`);
  expect(others).toEqual([{ html: longHtml }, { html: longHtml }]);
});

test('a text that took too long on a busy machine is shown as text, and rendered later, but not for ever', async () => {
  const tooSlow: Rendered = { refusal: 'TIME' };
  const render = jest.spyOn(markdownRenderer, 'render').mockResolvedValue(tooSlow);
  const { globalId, id } = await make(server.app, ({ activity }) => activity({ description: long }));
  const failures: unknown[] = [];
  const rendering = new MarkdownRendering(server.app.database, localizedTypes, (error) => failures.push(error));
  const untilStored = (html: string, key: string): Promise<void> =>
    until(async () => {
      // As after ten minutes.
      rendering.start();
      const { descriptionHtml, descriptionKey } = await storedOf(id);
      return descriptionHtml === html && descriptionKey === key;
    }, `it is stored with the key ${key}`);
  const unformatted = `<pre>${long}</pre>\n`;

  await untilStored(unformatted, keyOf(long).replace(RENDERER_VERSION, '-1'));
  render.mockResolvedValueOnce({ html: longHtml, foreignImages: [] });
  await untilStored(longHtml, keyOf(long));

  render.mockClear();
  await change(id, { description_html: null, description_key: '' });
  await untilStored(unformatted, keyOf(long));
  await rendering.stop();
  expect(failures).toEqual([]);
  expect(render).toHaveBeenCalledTimes(3);
  // What is stored is shown, without another attempt.
  expect(await htmlOf(globalId)).toBe(unformatted);
  await change(id, { description_key: keyOf(long).replace(RENDERER_VERSION, '-2') });
  expect(await htmlOf(globalId)).toBe(unformatted);
  expect(render).toHaveBeenCalledTimes(3);
  render.mockRestore();
});
