import { isInterfaceType, isObjectType } from 'graphql';
import { createSchema } from '../../../src/graphql/schema/schema';
import { publishables } from '../../../src/modules/publishables';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, member, viewer } from '../../support/viewers';

let server: TestServer;
/** Ids of one item of each publishable type. */
let ids: string[];

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  const items = await make(server.app, async (create) => {
    const activity = await create.activity({ title: 'Container control' });
    const document = await create.document({ activityId: activity.id });
    return [activity, await create.newsItem(), await create.network(), document];
  });
  ids = items.map(({ globalId }) => globalId);
});

afterAll(() => server.close());

test('is implemented by every publishable type, and by no type without a publication', () => {
  const schema = createSchema(resolverClasses);
  const type = schema.getType('Publishable');
  const implementers = isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [];
  const withBothFields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((object) => 'publication' in object.getFields() && 'history' in object.getFields())
    .map(({ name }) => name);

  expect(implementers.sort()).toEqual(publishables.map(({ name }) => name).sort());
  expect(withBothFields.sort()).toEqual(implementers);
});

test('shows the publication and history of each type found by id', async () => {
  const { nodes } = await server.data(
    `query ($ids: [ID!]!) { nodes(ids: $ids) {
      __typename ... on Publishable { id publication { state version } history { totalCount } }
    } }`,
    { ids },
    editor,
  );

  expect(nodes).toEqual(
    ['Activity', 'NewsItem', 'Network', 'RestrictedDocument'].map((name, number) => ({
      __typename: name,
      id: ids[number],
      publication: { state: 'PUBLISHED', version: 1 },
      history: { totalCount: 0 },
    })),
  );
});

test('shows the publication of items that a search finds', async () => {
  const { search } = await server.data(
    '{ search(text: "container") { nodes { ... on Publishable { id publication { state } } } } }',
    {},
    editor,
  );

  expect(search.nodes).toEqual([{ id: ids[0], publication: { state: 'PUBLISHED' } }]);
});

test('reads the histories of one item and of many with the same statements', async () => {
  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Publishable { publication { version } history { totalCount } } } }`;
  const many = await make(server.app, async (create) => {
    const activities = [];
    for (let number = 0; number < 20; number++) activities.push((await create.activity()).globalId);
    return activities;
  });
  const statementsFor = async (asked: string[]) =>
    (await server.statementsOf(() => server.data(query, { ids: asked }, editor))).length;

  expect(await statementsFor(many)).toBe(await statementsFor(many.slice(0, 1)));
});

describe('without the role', () => {
  test.each([
    ['nobody', undefined],
    ['a viewer', viewer],
    ['a member', member],
  ])('a list asked for publication keeps all its nodes for %s', async (_who, asker) => {
    const query = '{ activities(first: 100) { totalCount nodes { title publication { state } } } }';

    const { data, errors } = await server.query(query, {}, asker);

    const { totalCount, nodes } = data!.activities;
    expect(nodes).toHaveLength(totalCount);
    expect(nodes.length).toBeGreaterThan(1);
    for (const node of nodes) expect(node).toEqual({ title: expect.any(String), publication: null });
    expect(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code])).toEqual(
      nodes.map((_node: unknown, number: number) => [`activities.nodes.${number}.publication`, 'FORBIDDEN']),
    );
  });

  test('the interface refuses its fields and leaves the other fields', async () => {
    const { data, errors } = await server.query(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Publishable { id publication { state } history { totalCount } } } }',
      { ids },
    );

    expect(data?.nodes).toEqual(ids.map((id) => ({ id, publication: null, history: null })));
    expect(errors).toHaveLength(2 * ids.length);
    for (const error of errors!) expect(error.extensions.code).toBe('FORBIDDEN');
  });
});
