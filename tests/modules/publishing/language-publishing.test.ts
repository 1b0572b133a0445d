import { raw } from '../../../src/database/sql/sql';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { mutationsOf, placesOf } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru', DEFAULT_LOCALE: 'en' });
});

afterAll(() => server.close());

interface Item {
  readonly id: string;
  readonly slug: string;
}

/** A draft of a network in English, with drafts of translations into French and Russian. */
async function draftNetwork(): Promise<Item> {
  const { slug, globalId: id } = await make(server.app, (create) =>
    create.network({ publication: publication(PublicationState.DRAFT) }),
  );
  await change('setNetworkTranslation', { id }, { locale: 'fr', name: 'Réseau' });
  await change('setNetworkTranslation', { id }, { locale: 'ru', name: 'Сеть' });
  return { id, slug };
}

async function versionOf({ id }: Pick<Item, 'id'>): Promise<number> {
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on Publishable { publication { version } } } }',
    { id },
    editor,
  );
  return node.publication.version;
}

/** Runs a mutation on the current version of a network. Returns its state and those of its translations. */
async function change(mutation: string, { id }: Pick<Item, 'id'>, input: object = {}): Promise<string[]> {
  const { network } = await mutationsOf(server, mutation, editor).done(
    { id, version: await versionOf({ id }), ...input },
    'network { publication { state } translations { locale state } }',
  );
  const translations = network.translations as { locale: string; state: string }[];
  return [network.publication.state, ...translations.map(({ locale, state }) => `${locale} ${state}`)];
}

/** The languages in which the public sees the network; null if it does not. */
async function publicLocales({ slug }: Item): Promise<string[] | null> {
  const { network } = await server.data(`{ network(slug: "${slug}") { availableLocales } }`);
  return network?.availableLocales ?? null;
}

test('publishes an item in all of its languages at once, in one version and with one event', async () => {
  const item = await draftNetwork();
  const version = await versionOf(item);
  const states = await change('publishNetwork', item, { locales: ['ru', 'en', 'fr'] });
  const events = await server.app.database.read.query(
    raw("SELECT type, locales FROM outbox_event WHERE item_type = 'Network' ORDER BY id DESC LIMIT 1"),
  );

  expect(states).toEqual(['PUBLISHED', 'fr PUBLISHED', 'ru PUBLISHED']);
  expect(await versionOf(item)).toBe(version + 1);
  expect(await publicLocales(item)).toEqual(['en', 'fr', 'ru']);
  expect(events).toEqual([{ type: 'contentAppeared', locales: 'en fr ru' }]);
});

test('publishes an item without its translations, which keep their states', async () => {
  const item = await draftNetwork();

  expect(await change('publishNetwork', item)).toEqual(['PUBLISHED', 'fr DRAFT', 'ru DRAFT']);
  expect(await change('publishNetwork', item, { locales: ['ru'] })).toEqual(['PUBLISHED', 'fr DRAFT', 'ru PUBLISHED']);
  expect(await change('unpublishNetwork', item)).toEqual(['DRAFT', 'fr DRAFT', 'ru PUBLISHED']);
  expect(await publicLocales(item)).toBeNull();
  expect(await change('publishNetwork', item, { locales: null })).toEqual(['PUBLISHED', 'fr DRAFT', 'ru PUBLISHED']);
  expect(await publicLocales(item)).toEqual(['en', 'ru']);
});

test('publishes a translation of an item that is not public, without showing it', async () => {
  const item = await draftNetwork();
  await change('scheduleNetwork', item, { publishAt: '2999-01-01T00:00:00Z' });

  expect(await change('publishNetwork', item, { locales: ['ru'] })).toEqual(['SCHEDULED', 'fr DRAFT', 'ru PUBLISHED']);
  expect(await publicLocales(item)).toBeNull();
});

test('withdraws one language and leaves the others, as an entry of the history', async () => {
  const item = await draftNetwork();
  await change('publishNetwork', item, { locales: ['en', 'fr', 'ru'] });

  expect(await change('unpublishNetwork', item, { locales: ['fr'] })).toEqual([
    'PUBLISHED',
    'fr DRAFT',
    'ru PUBLISHED',
  ]);
  expect(await publicLocales(item)).toEqual(['en', 'ru']);
  const { node } = await server.data(
    'query ($id: ID!) { node(id: $id) { ... on Network { history(first: 1) { nodes { action changes { field } } } } } }',
    { id: item.id },
    editor,
  );
  expect(node.history.nodes).toEqual([{ action: 'UNPUBLISHED', changes: [{ field: 'translations' }] }]);
});

test('refuses languages in which the item does not exist, with all problems, and changes nothing', async () => {
  const item = await draftNetwork();
  await change('deleteNetworkTranslation', item, { locale: 'ru' });
  const version = await versionOf(item);
  const refused = async (mutation: string, locales: string[]): Promise<unknown> =>
    placesOf(await mutationsOf(server, mutation, editor).refused({ id: item.id, version, locales }));

  expect(await refused('publishNetwork', ['fr', 'ru', 'fr'])).toEqual([
    ['input.locales.1', 'UNKNOWN'],
    ['input.locales.2', 'INVALID'],
  ]);
  expect(await refused('publishNetwork', [])).toEqual([['input.locales', 'REQUIRED']]);
  expect(await refused('unpublishNetwork', ['fr', 'en'])).toEqual([['input.locales.1', 'INVALID']]);
  expect(await versionOf(item)).toBe(version);
  expect(await publicLocales(item)).toBeNull();
});

test('gives a repeated call the first result, and refuses another input under the same id', async () => {
  const item = await draftNetwork();
  await change('publishNetwork', item);
  const call = { id: item.id, version: await versionOf(item), clientMutationId: 'publish-ru', locales: ['ru'] };
  const publish = mutationsOf(server, 'publishNetwork', editor);
  await publish.done(call, '__typename');
  await publish.done(call, '__typename');
  const other = await publish.refused({ ...call, locales: ['fr'] });

  expect(other.code).toBe('CONFLICT');
  expect(await versionOf(item)).toBe(call.version + 1);
  expect(await publicLocales(item)).toEqual(['en', 'ru']);
});
