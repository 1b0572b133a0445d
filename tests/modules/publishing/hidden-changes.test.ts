import { createHash } from 'node:crypto';
import { getDirective } from '@graphql-tools/utils';
import { getNamedType, type GraphQLObjectType, isLeafType, isRequiredArgument } from 'graphql';
import { raw } from '../../../src/database/sql/sql';
import { createSchema } from '../../../src/graphql/schema/schema';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { readContent } from '../../support/content-mirror';
import { until } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { picture, uploadedImage } from '../../support/images';
import { mutationsOf } from '../../support/mutations';
import { fetchFile } from '../../support/public-files';
import { type Receiver, startReceiver } from '../../support/receiver';
import { connect, subscribed, type TestSubscription } from '../../support/subscriber';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin } from '../../support/viewers';

/*
 * A reader who observes everything that is public, before and after editors have worked on what is hidden, must not be
 * able to tell that they have.
 */

let server: TestServer;
let receiver: Receiver;
let subscription: TestSubscription;

beforeAll(async () => {
  const allowed = { DEMO_DATA: 'false', LOCALES: 'en,ru,fr', WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1', RATE_LIMIT: 'off' };
  server = await startTestServer(allowed);
  receiver = await startReceiver();
  await mutation('createWebhook', {
    url: receiver.url,
    events: ['CONTENT_APPEARED', 'CONTENT_CHANGED', 'CONTENT_WITHDRAWN', 'ACTIVITY_PUBLISHED', 'NEWS_ITEM_PUBLISHED'],
  });
  const client = connect(server.address);
  subscription = await subscribed(client, 'subscription { contentChanged { kind type id slug locales at } }');
});

afterAll(async () => {
  await receiver.close();
  await server.close();
});

const draft = { publication: publication(PublicationState.DRAFT) };

/** A word that only hidden texts contain. */
const SECRET = 'Quicksilver';

const publicFiles = [
  '/feeds/activities.atom',
  '/feeds/news.atom',
  '/calendar.ics',
  '/exports/activities.csv',
  '/exports/activities.json',
  '/exports/activities.csv?locale=ru',
  '/exports/statistics.csv?groupBy=YEAR',
  '/exports/people.csv',
  '/exports/money.csv',
  '/exports/results.csv',
  '/exports/budgets.csv',
  '/exports/transactions.csv',
];

const counts = `{
  activities(orderBy: [{ field: UPDATED_AT, direction: DESC }]) { totalCount nodes { slug updatedAt }
    facets { years { value count } countries { value count } topics { value count } networks { value count }
      locales { value count } programmes { value count } organisations { value count } participatingCountries { value count } } }
  russian: activities(filter: { locale: ["ru"] }) { totalCount }
  found: search(text: "${SECRET}") { totalCount }
  activityStatistics(groupBy: [YEAR]) { count }
  newsItems { totalCount } networks { totalCount nodes { activities { totalCount } } } countries { code }
  programmes { slug name locale availableLocales activities { totalCount } }
  organisations { totalCount nodes { slug activities { totalCount } } }
}`;

async function mutation(name: string, input: object, selection = '__typename'): Promise<Record<string, any>> {
  return mutationsOf(server, name, admin).done(input, selection);
}

async function versionOf(id: string): Promise<number> {
  const { node } = await server.data(
    `query ($id: ID!) { node(id: $id) {
      ... on Publishable { publication { version } } ... on Programme { version } ... on Component { version }
      ... on Region { version } ... on Organisation { version } ... on Image { version }
    } }`,
    { id },
    admin,
  );
  return node.version ?? node.publication.version;
}

async function change(name: string, id: string, input: object = {}): Promise<void> {
  await mutation(name, { id, version: await versionOf(id), ...input });
}

const schema = createSchema(resolverClasses);

/** The values of an item that everybody may ask for, whatever the schema offers. */
async function valuesOf({ globalId: id, constructor: { name } }: Item): Promise<object> {
  const fields = Object.values((schema.getType(name) as GraphQLObjectType).getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument))
    .filter((field) => getDirective(schema, field, 'auth') === undefined);
  const selection = fields.map((field) => field.name).join(' ');
  return server.data(`query ($id: ID!) { node(id: $id) { ... on ${name} { ${selection} } } }`, { id });
}

interface Item {
  readonly globalId: string;
}

/** All that is public. */
async function observe(items: readonly Item[]): Promise<object> {
  const files: Record<string, object> = {};
  for (const target of publicFiles) {
    const { text, headers } = await fetchFile(server, target);
    files[target] = { text, tag: headers.get('etag') };
  }
  const content = await readContent((document, variables) =>
    server.data(document, variables as Record<string, unknown>),
  );
  const outbox = await server.app.database.read.query(raw('SELECT id FROM outbox_event ORDER BY id'));
  const received = receiver.received.map(({ body }) => body);
  return {
    files,
    content: Object.fromEntries(content),
    values: await Promise.all(items.map(valuesOf)),
    counts: await server.data(counts),
    events: { outbox, received, subscribed: subscription.answers.map(({ data }) => data) },
  };
}

/** How the server answers for an image: the status, the headers and the body. */
async function imageAnswer(hash: string): Promise<object> {
  const response = await fetch(`${server.address}/media/images/${hash}/320.webp`);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !/^(date|x-request-id)$/.test(name)));
  const body = (await response.text()).replaceAll(/"requestId":"[^"]*"/g, '');
  return { status: response.status, headers, body };
}

/** A public activity with hidden parts, and public items that drafts will refer to. */
async function makeScene() {
  return make(server.app, async (create) => {
    const [programme, organisation, network] = [
      await create.programme(),
      await create.organisation(),
      await create.network(),
    ];
    const component = await create.component({ programmeId: programme.id });
    const region = await create.region();
    const activity = await create.activity({
      programmeId: programme.id,
      operativeDimension: { componentId: component.id, regionId: region.id },
    });
    const image = await create.image();
    await create.showsImage(activity, image);
    await create.takesPart(activity, network);
    const locked = await create.document({ activityId: activity.id, position: 1, contentVersion: 1 });
    const document = await create.document({ activityId: activity.id, position: 2, ...draft });
    const last = await create.document({ activityId: activity.id, position: 3, contentVersion: 1 });
    const newsItem = await create.newsItem();
    const referenceData = { programme, component, region, organisation };
    return { ...referenceData, image, network, activity, locked, document, last, newsItem };
  });
}

/** Rows of participation that the public sees as one row of five women, whatever the number of the first. */
function smallRows(first: number): object[] {
  return [
    { country: 'KG', women: first },
    { country: 'KZ', women: 5 - first },
  ];
}

type Scene = Awaited<ReturnType<typeof makeScene>>;

async function workOnDrafts({ programme, organisation, network, activity }: Scene, cover: string): Promise<void> {
  const hidden = await mutation(
    'createActivity',
    {
      title: SECRET,
      summary: SECRET,
      topics: [SECRET],
      year: 1999,
      country: 'MN',
      participatingCountries: ['BT'],
      objectives: [SECRET, SECRET, `${SECRET} too`],
      programme: programme.slug,
      networks: [network.slug],
      organisations: [{ organisation: organisation.slug, role: 'HOST' }],
      cover,
    },
    'activity { id slug objectives { id } }',
  );
  const { id, slug, objectives } = hidden['activity'];
  await change('updateActivity', id, { summary: `${SECRET} again` });
  // The second of these moves makes no difference to the texts.
  for (const [objective, position] of [
    [objectives[2], 1],
    [objectives[0], 3],
  ] as const) {
    await mutation('moveObjective', { id: objective.id, version: await versionOf(id), position });
  }
  await change('setActivityTranslation', id, { locale: 'ru', state: 'PUBLISHED', title: SECRET, summary: SECRET });
  await workOnTransaction(id);
  await change('scheduleActivity', id, { publishAt: new Date(Date.now() + 86_400_000).toISOString() });
  await mutation('createActivityPreview', { id });
  await mutation('createRestrictedDocument', { activityId: id, title: SECRET, fileName: 'a.pdf' });
  await mutation('setActivityDocumentsPassword', { activityId: id, password: 'quiet otters read minutes' });
  const news = await mutation(
    'createNewsItem',
    { title: SECRET, excerpt: SECRET, activities: [activity.slug, slug], cover },
    'newsItem { id }',
  );
  await change('updateNewsItem', news['newsItem'].id, { body: SECRET });
  await change('deleteNewsItem', news['newsItem'].id);
  const other = await mutation('createNetwork', { name: SECRET, supportedBy: [organisation.slug] }, 'network { id }');
  const version = await versionOf(other['network'].id);
  await mutation('admitCountry', { networkId: other['network'].id, version, country: 'MN', kind: 'ACTIVE' });
  await change('archiveActivity', id);
  await change('deleteActivity', id);
}

async function workOnTransaction(activityId: string): Promise<void> {
  const value = { amount: '5', currency: 'EUR' };
  const input = { activityId, version: await versionOf(activityId), kind: 'DISBURSEMENT', date: '2025-01-01', value };
  const { transaction } = await mutation('createTransaction', input, 'transaction { id }');
  const { id } = transaction;
  await mutation('updateTransaction', { id, version: await versionOf(activityId), description: SECRET });
  await mutation('deleteTransaction', { id, version: await versionOf(activityId) });
}

async function workOnHiddenPartsOfPublicItems(scene: Scene): Promise<void> {
  const { activity, network, newsItem, programme, component, region, organisation, image, document, locked } = scene;
  const texts = { Activity: { title: SECRET, summary: SECRET }, NewsItem: { title: SECRET, excerpt: SECRET } };
  const translated: [string, string, object][] = [
    ['Activity', activity.globalId, texts.Activity],
    ['NewsItem', newsItem.globalId, texts.NewsItem],
    ['Network', network.globalId, { name: SECRET }],
    ['Programme', programme.globalId, { name: SECRET }],
    ['Component', component.globalId, { name: SECRET }],
    ['Region', region.globalId, { name: SECRET }],
    ['Organisation', organisation.globalId, { name: SECRET }],
    ['Image', image.globalId, { alt: SECRET }],
    ['RestrictedDocument', locked.globalId, { title: SECRET }],
  ];
  for (const [type, id, values] of translated) {
    await change(`set${type}Translation`, id, { locale: 'ru', state: 'DRAFT', ...values });
    await change(`set${type}Translation`, id, { locale: 'fr', ...values });
    await change(`delete${type}Translation`, id, { locale: 'fr' });
  }
  await change('updateActivity', activity.globalId, { participation: smallRows(3) });
  await change('updateRestrictedDocument', document.globalId, { title: SECRET, position: 1 });
  await change('updateRestrictedDocument', document.globalId, { position: 3 });
  await mutation('createRestrictedDocument', { activityId: activity.globalId, title: SECRET, fileName: 'a.pdf' });
  await mutation('replaceRestrictedDocumentFile', { restrictedDocumentId: locked.globalId, fileName: 'b.pdf' });
  await mutation('createDocumentAccessCode', { documentId: locked.globalId, recipient: SECRET });
  await mutation('setActivityDocumentsPassword', {
    activityId: activity.globalId,
    password: 'quiet otters read minutes',
  });
  await change('deleteRestrictedDocument', document.globalId);
}

test('work on drafts, draft translations and locked documents changes nothing that the public observes', async () => {
  const bytes = await picture(400, 300).jpeg().toBuffer();
  const scene = await makeScene();
  const items = Object.values(scene);
  await change('updateActivity', scene.activity.globalId, { participation: smallRows(2) });
  await until(
    () => receiver.received.length === 1 && subscription.answers.length === 1,
    'the participation is reported',
  );
  const before = await observe(items);

  const cover = await uploadedImage(server, bytes, { alt: SECRET }, admin);
  await workOnDrafts(scene, cover);
  await workOnHiddenPartsOfPublicItems(scene);
  // A visible change at the end is the first event, and comes after whatever was to be delivered.
  const hidden = await observe(items);
  await change('updateNetwork', scene.network.globalId, { name: 'Visible' });
  const isReported = (): boolean => receiver.received.length === 3 && subscription.answers.length === 3;
  await until(isReported, 'the changes of the network and of the activity that shows it are reported');

  expect(hidden).toEqual(before);
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.id).sort()).toEqual(
    [scene.activity.globalId, scene.network.globalId, scene.activity.globalId].sort(),
  );
  expect(await observe(items)).not.toEqual(before);
});

test('an image that only drafts show is answered like one that does not exist', async () => {
  const bytes = await picture(360, 300).jpeg().toBuffer();
  const id = await uploadedImage(server, bytes, {}, admin);
  await mutation('createActivity', { title: 'Hidden', summary: 'Hidden', cover: id });
  const [image] = await server.app.database.read.query<{ hash: string }>(
    raw('SELECT content_hash AS hash FROM image ORDER BY id DESC LIMIT 1'),
  );

  const hidden = await imageAnswer(image!.hash);

  expect(hidden).toEqual(await imageAnswer(createHash('sha256').update('no image').digest('hex')));
  expect(hidden).toMatchObject({ status: 404 });
  expect(await server.data('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ node: null });
});
