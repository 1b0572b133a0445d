import { Role } from '../../../src/core/access/role';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { codesOf } from '../../support/sign-in';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, member, viewerOf } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', LOCALES: 'en,fr,ru' });
});

afterAll(() => server.close());

const document = `query ($id: ID!, $locale: Locale!) {
  node(id: $id) { ... on Publishable { changedOriginals(locale: $locale) { field from to } } }
}`;

async function changesOf(id: string, locale: string): Promise<unknown> {
  const { node } = await server.data(document, { id, locale }, editor);
  return node.changedOriginals;
}

const update = (input: object): Promise<unknown> =>
  mutationsOf(server, 'updateActivity', editor).done(input, '__typename');
const translate = (input: object): Promise<unknown> =>
  mutationsOf(server, 'setActivityTranslation', editor).done(input, '__typename');

async function createActivity(content: object): Promise<string> {
  const create = mutationsOf(server, 'createActivity', editor);
  return (await create.done({ summary: 'Officers meet.', ...content }, 'activity { id }')).activity.id;
}

test('gives the original texts that translations were made from, with the present ones', async () => {
  const results = (...titles: string[]): object[] => titles.map((title) => ({ type: 'OUTPUT', title }));
  const id = await createActivity({ title: 'Ports', objectives: ['Learn'], results: results('Cranes') });
  const french = { id, locale: 'fr', title: 'Ports', summary: 'Réunion.', objectives: ['Apprendre'] };
  await translate({ ...french, version: 1 });
  await update({ id, version: 2, title: 'Big ports', place: 'Poti' });
  await translate({ id, version: 3, locale: 'ru', title: 'Большие порты', summary: 'Встреча.' });
  await update({ id, version: 4, title: 'Very big ports', objectives: ['Learn', 'Trust'], results: results('Pilots') });

  const others = [
    { field: 'objectives', from: '["Learn"]', to: '["Learn","Trust"]' },
    { field: 'results', from: '["Cranes"]', to: '["Pilots"]' },
  ];
  expect(await changesOf(id, 'fr')).toEqual([
    { field: 'title', from: '"Ports"', to: '"Very big ports"' },
    { field: 'place', from: null, to: '"Poti"' },
    ...others,
  ]);
  expect(await changesOf(id, 'ru')).toEqual([
    { field: 'title', from: '"Big ports"', to: '"Very big ports"' },
    ...others,
  ]);
  expect(await changesOf(id, 'en')).toEqual([]);

  // The confirmation of one text does not concern the others.
  await translate({ id, version: 5, locale: 'fr', title: 'Grands ports', place: 'Poti', results: [] });
  expect(await changesOf(id, 'fr')).toEqual([others[0]]);
});

test('finds the text of an item whose history began later, and leaves out one that the latest versions do not have', async () => {
  const id = await createActivity({ title: 'Ports' });
  await translate({ id, version: 1, locale: 'fr', title: 'Ports', summary: 'Réunion.' });
  await server.app.database.write((manager) => manager.query('DELETE FROM revision'));
  await update({ id, version: 2, title: 'Big ports' });
  expect(await changesOf(id, 'fr')).toEqual([{ field: 'title', from: '"Ports"', to: '"Big ports"' }]);

  const copied = 'type, item_id, action, at, state';
  const copyVersions = (first: number, last: number): Promise<void> =>
    server.app.database.write(async (manager) => {
      for (let version = first; version <= last; version += 1) {
        await manager.query(
          `INSERT INTO revision (version, ${copied}) SELECT ${version}, ${copied} FROM revision WHERE version = 3`,
        );
      }
    });
  await copyVersions(4, 101);
  // The text is in the version 2, the hundredth.
  expect(await changesOf(id, 'fr')).toEqual([{ field: 'title', from: '"Ports"', to: '"Big ports"' }]);
  await copyVersions(102, 102);
  expect(await changesOf(id, 'fr')).toEqual([]);
});

test('refuses those who may not edit the item', async () => {
  const network = await make(server.app, (create) => create.network());
  const id = await createActivity({ title: 'Ports' });
  await mutationsOf(server, 'publishActivity', editor).done({ id, version: 1 }, '__typename');
  const ofOther = viewerOf(Role.EDITOR, { networkId: network.id });
  for (const asker of [undefined, member, ofOther]) {
    const answer = await server.query(document, { id, locale: 'fr' }, asker);
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    expect(answer.data).toEqual({ node: { changedOriginals: null } });
  }
});

test('reads many items with as many statements as one', async () => {
  for (const title of ['One', 'Two', 'Three']) {
    const id = await createActivity({ title });
    await translate({ id, version: 1, locale: 'fr', title, summary: 'Réunion.' });
    await update({ id, version: 2, title: `${title} and more` });
  }
  const list = `query ($first: Int!) {
    activities(first: $first, filter: { title: { contains: "and more" } }) { nodes { changedOriginals(locale: "fr") { from } } }
  }`;
  const statements = (first: number): Promise<string[]> =>
    server.statementsOf(async () => {
      const { activities } = await server.data(list, { first }, editor);
      expect(
        activities.nodes.flatMap((node: { readonly changedOriginals: readonly object[] }) => node.changedOriginals),
      ).toHaveLength(first);
    });
  expect(await statements(3)).toHaveLength((await statements(1)).length);
});

test('is admitted for a few items at a time, whose versions are in memory together', async () => {
  const list = `{ activities(first: 10) { nodes { changedOriginals(locale: "fr") { from } } } }`;
  for (let left = 10; left > 0; left -= 1) await createActivity({ title: 'One of many' });
  expect(codesOf(await server.query(list, {}, editor))).toEqual(['QUERY_TOO_COMPLEX']);
});
