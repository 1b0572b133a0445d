import { Role } from '../../../../src/core/access/role';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { make } from '../../../support/factories';
import { mutationsOf, type Refusal } from '../../../support/mutations';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../../support/viewers';

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

async function done(mutation: string, input: object): Promise<Activity> {
  return (await mutationsOf(server, mutation, editor).done(input, shown)).activity;
}

const set = (input: object) => done('setObjectives', input);
const move = (input: object) => done('moveObjective', input);

beforeEach(async () => {
  activity = await done('createActivity', {
    title: 'Title',
    summary: 'Summary',
    objectives: ['One', 'Two', 'Three'],
  });
});

const idOf = (text: string): string => activity.objectives.find((objective) => objective.text === text)!.id;
const isWhere = ({ objectives }: Activity) => objectives.map(({ id, position }) => [id, position]);

function refused(mutation: string, input: object, asker: TestViewer = editor): Promise<Refusal> {
  return mutationsOf(server, mutation, asker).refused(input);
}

async function current(): Promise<Activity> {
  const query = `query ($id: ID!) { node(id: $id) { ... on Activity { id objectives { id position text } publication { version } } } }`;
  return (await server.data(query, { id: activity.id }, editor)).node;
}

test('sets the objectives of an activity, and unchanged ones keep their ids', async () => {
  const input = { activityId: activity.id, version: 1, objectives: ['Three', 'New', 'One'] };

  const changed = await set(input);

  expect(changed.objectives).toEqual([
    { id: idOf('Three'), position: 1, text: 'Three' },
    { id: expect.any(String), position: 2, text: 'New' },
    { id: idOf('One'), position: 3, text: 'One' },
  ]);
  expect(changed.publication.version).toBe(2);
});

test('compares and stores objectives in composed characters, as an update does', async () => {
  const composed = 'Améliorer';
  const decomposed = composed.normalize('NFD');
  const first = await set({ activityId: activity.id, version: 1, objectives: [decomposed] });
  expect(first.objectives).toEqual([{ id: expect.any(String), position: 1, text: composed }]);

  const again = await set({ activityId: activity.id, version: 2, objectives: [decomposed] });

  expect(again).toEqual(first);
});

test('reports all problems of objectives, and changes nothing', async () => {
  const input = { activityId: activity.id, version: 1, objectives: ['', 'Fine', 'o'.repeat(2001)] };

  expect(await refused('setObjectives', input)).toMatchObject({
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

  const changed = await move(input);

  expect(isWhere(changed)).toEqual(order.map((one, index) => [idOf(one), index + 1]));
  expect(changed.publication.version).toBe(2);
});

test.each([
  ['past another', ['Same', 'Other', 'Same'], 2, 0, [2, 0, 1]],
  ['past one that says the same', ['Same', 'Same', 'Other'], 1, 0, [1, 0, 2]],
  ['back past both', ['Same', 'Other', 'Same'], 0, 2, [1, 2, 0]],
])('moves the objective that is named %s, of two that say the same', async (_where, objectives, from, to, order) => {
  const before = await set({ activityId: activity.id, version: 1, objectives });
  const input = { id: before.objectives[from]!.id, version: 2, position: to + 1 };

  const changed = await move(input);

  expect(isWhere(changed)).toEqual(order.map((one, index) => [before.objectives[one]!.id, index + 1]));
  expect(await current()).toEqual(changed);
});

test('does not change an objective that is at the position already', async () => {
  const input = { id: idOf('Two'), version: 1, position: 2 };

  expect(await move(input)).toEqual(activity);
});

test('moves an objective once for one clientMutationId, also if it has been deleted since', async () => {
  const input = { id: idOf('One'), version: 1, position: 3, clientMutationId: 'move' };
  await move(input);
  await set({ activityId: activity.id, version: 2, objectives: ['Two'] });

  const changed = await move(input);

  expect(changed).toMatchObject({ objectives: [{ text: 'Two' }], publication: { version: 3 } });
});

test('records set and moved objectives in the history of the activity', async () => {
  await move({ id: idOf('One'), version: 1, position: 2 });
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
  test.each<[string, () => Promise<Refusal>, object]>([
    [
      'a place before the first',
      () => refused('moveObjective', { id: idOf('One'), version: 1, position: 0 }),
      badPosition(),
    ],
    [
      'a place after the last',
      () => refused('moveObjective', { id: idOf('One'), version: 1, position: 4 }),
      badPosition(),
    ],
    [
      'a version that has passed',
      async () => {
        await move({ id: idOf('One'), version: 1, position: 2 });
        return refused('moveObjective', { id: idOf('One'), version: 1, position: 3 });
      },
      { code: 'CONFLICT', version: 2 },
    ],
    [
      'an objective that is gone',
      async () => {
        await set({ activityId: activity.id, version: 1, objectives: ['Two'] });
        return refused('moveObjective', { id: idOf('One'), version: 2, position: 1 });
      },
      { code: 'NOT_FOUND' },
    ],
    [
      'an objective of a draft that is another network’s',
      () =>
        refused(
          'moveObjective',
          { id: idOf('One'), version: 1, position: 2 },
          viewerOf(Role.EDITOR, { networkId: other.id }),
        ),
      { code: 'NOT_FOUND' },
    ],
    [
      'the objectives of a public activity that is another network’s',
      async () => {
        await done('publishActivity', { id: activity.id, version: 1 });
        const input = { activityId: activity.id, version: 2, objectives: [] };
        return refused('setObjectives', input, viewerOf(Role.EDITOR, { networkId: other.id }));
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
