import { Role } from '../../../../src/core/access/role';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { make } from '../../../support/factories';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, viewerOf, type TestViewer } from '../../../support/viewers';

interface Activity {
  id: string;
  objectives: { id: string; position: number; text: string }[];
  publication: { version: number };
}

let server: TestServer;
let other: Network;
let activity: Activity;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  other = await make(server.app, (create) => create.network());
});

afterAll(() => server.close());

const shown = 'activity { id objectives { id position text } publication { version } }';
const set = `mutation ($input: SetObjectivesInput!) { setObjectives(input: $input) { ${shown} } }`;
const move = `mutation ($input: MoveObjectiveInput!) { moveObjective(input: $input) { ${shown} } }`;

beforeEach(async () => {
  const create = `mutation ($input: CreateActivityInput!) { createActivity(input: $input) { ${shown} } }`;
  const input = { title: 'Title', summary: 'Summary', objectives: ['One', 'Two', 'Three'] };
  activity = (await server.data(create, { input }, editor)).createActivity.activity;
});

const idOf = (text: string): string => activity.objectives.find((objective) => objective.text === text)!.id;
const isWhere = ({ objectives }: Activity) => objectives.map(({ id, position }) => [id, position]);

async function problemOf(mutation: string, input: object, asker: TestViewer = editor) {
  return (await server.query(mutation, { input }, asker)).errors?.[0]?.extensions as Record<string, any>;
}

async function current(): Promise<Activity> {
  const query = `query ($id: ID!) { node(id: $id) { ... on Activity { id objectives { id position text } publication { version } } } }`;
  return (await server.data(query, { id: activity.id }, editor)).node;
}

test('sets the objectives of an activity, of which those that were there keep their ids', async () => {
  const input = { activityId: activity.id, version: 1, objectives: ['Three', 'New', 'One'] };

  const { activity: changed } = (await server.data(set, { input }, editor)).setObjectives;

  expect(changed.objectives).toEqual([
    { id: idOf('Three'), position: 1, text: 'Three' },
    { id: expect.any(String), position: 2, text: 'New' },
    { id: idOf('One'), position: 3, text: 'One' },
  ]);
  expect(changed.publication.version).toBe(2);
});

test('says all that is wrong with objectives, and leaves them', async () => {
  const input = { activityId: activity.id, version: 1, objectives: ['', 'Fine', 'o'.repeat(2001)] };

  expect(await problemOf(set, input)).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [
      { path: 'input.objectives.0', code: 'REQUIRED' },
      { path: 'input.objectives.2', code: 'TOO_LONG' },
    ],
  });
  expect(await current()).toEqual(activity);
});

test.each([
  ['to the front', 'Three', 1, ['Three', 'One', 'Two']],
  ['to the end', 'One', 3, ['Two', 'Three', 'One']],
  ['by one', 'One', 2, ['Two', 'One', 'Three']],
])('moves an objective %s, which changes places and no ids', async (_where, text, position, order) => {
  const input = { id: idOf(text), version: 1, position };

  const { activity: changed } = (await server.data(move, { input }, editor)).moveObjective;

  expect(isWhere(changed)).toEqual(order.map((one, index) => [idOf(one), index + 1]));
  expect(changed.publication.version).toBe(2);
});

test.each([
  ['past another', ['Same', 'Other', 'Same'], 2, 0, [2, 0, 1]],
  ['past one that says the same', ['Same', 'Same', 'Other'], 1, 0, [1, 0, 2]],
  ['back past both', ['Same', 'Other', 'Same'], 0, 2, [1, 2, 0]],
])('moves the objective that is named %s, of two that say the same', async (_where, objectives, from, to, order) => {
  const { activity: before } = (
    await server.data(set, { input: { activityId: activity.id, version: 1, objectives } }, editor)
  ).setObjectives as { activity: Activity };
  const input = { id: before.objectives[from]!.id, version: 2, position: to + 1 };

  const { activity: changed } = (await server.data(move, { input }, editor)).moveObjective;

  expect(isWhere(changed)).toEqual(order.map((one, index) => [before.objectives[one]!.id, index + 1]));
  expect(await current()).toEqual(changed);
});

test('leaves an objective that is there already as it is', async () => {
  const input = { id: idOf('Two'), version: 1, position: 2 };

  expect((await server.data(move, { input }, editor)).moveObjective.activity).toEqual(activity);
});

test('moves an objective once under one name, also when it has been deleted since', async () => {
  const input = { id: idOf('One'), version: 1, position: 3, clientMutationId: 'move' };
  await server.data(move, { input }, editor);
  await server.data(set, { input: { activityId: activity.id, version: 2, objectives: ['Two'] } }, editor);

  const { activity: changed } = (await server.data(move, { input }, editor)).moveObjective;

  expect(changed).toMatchObject({ objectives: [{ text: 'Two' }], publication: { version: 3 } });
});

test('shows what was set and moved in the history of the activity', async () => {
  await server.data(move, { input: { id: idOf('One'), version: 1, position: 2 } }, editor);
  const query =
    'query ($id: ID!) { node(id: $id) { ... on Activity { history(first: 1) { nodes { action changes { field from to } } } } } }';

  const { node } = await server.data(query, { id: activity.id }, editor);

  expect(node.history.nodes).toEqual([
    {
      action: 'UPDATED',
      changes: [{ field: 'objectives', from: '["One","Two","Three"]', to: '["Two","One","Three"]' }],
    },
  ]);
});

describe('is refused', () => {
  test.each<[string, () => Promise<Record<string, any>>, object]>([
    ['a place before the first', () => problemOf(move, { id: idOf('One'), version: 1, position: 0 }), badPosition()],
    ['a place after the last', () => problemOf(move, { id: idOf('One'), version: 1, position: 4 }), badPosition()],
    [
      'a version that has passed',
      async () => {
        await server.data(move, { input: { id: idOf('One'), version: 1, position: 2 } }, editor);
        return problemOf(move, { id: idOf('One'), version: 1, position: 3 });
      },
      { code: 'CONFLICT', version: 2 },
    ],
    [
      'an objective that is gone',
      async () => {
        await server.data(set, { input: { activityId: activity.id, version: 1, objectives: ['Two'] } }, editor);
        return problemOf(move, { id: idOf('One'), version: 2, position: 1 });
      },
      { code: 'NOT_FOUND' },
    ],
    [
      'an objective of a draft that is another network’s',
      () =>
        problemOf(move, { id: idOf('One'), version: 1, position: 2 }, viewerOf(Role.EDITOR, { networkId: other.id })),
      { code: 'NOT_FOUND' },
    ],
    [
      'the objectives of a public activity that is another network’s',
      async () => {
        const publish = 'mutation ($input: PublishActivityInput!) { publishActivity(input: $input) { __typename } }';
        await server.data(publish, { input: { id: activity.id, version: 1 } }, editor);
        const input = { activityId: activity.id, version: 2, objectives: [] };
        return problemOf(set, input, viewerOf(Role.EDITOR, { networkId: other.id }));
      },
      { code: 'FORBIDDEN' },
    ],
  ])('%s', async (_what, attempt, problem) => {
    expect(await attempt()).toMatchObject(problem);
    expect((await current()).objectives.length).toBeGreaterThan(0);
  });

  function badPosition(): object {
    return { code: 'BAD_USER_INPUT', fields: [{ path: 'input.position', code: 'INVALID' }] };
  }
});
