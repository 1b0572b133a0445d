import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { make, publication } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    for (let number = 1; number <= 3; number += 1) {
      const activity = await create.activity({ slug: `listed-${number}`, title: `Listed ${number}` });
      for (const position of [1, 2, 3, 4]) {
        await create.objective({ activityId: activity.id, position, text: `Objective ${number}.${position}` });
        await create.topic({ activityId: activity.id, position, topic: `Topic ${number}.${position}` });
        await create.document({
          activityId: activity.id,
          position,
          title: `Document ${number}.${position}`,
          publication: publication(position === 1 ? PublicationState.DRAFT : PublicationState.PUBLISHED),
        });
      }
      for (const code of ['KZ', 'KG', 'TJ', 'UZ']) await create.participates(activity, code);
    }
  });
});

afterAll(() => server.close());

const fields = (first: string): string => `objectives${first} { text } topics${first}
  participatingCountries${first} { code } restrictedDocuments${first} { title }`;

async function list(selection: string, variables = {}, asker?: typeof editor): Promise<Record<string, any>[]> {
  const declared = 'first' in variables ? '($first: Int)' : '';
  const query = `query ${declared} { activities(orderBy: [{ field: TITLE, direction: ASC }]) { nodes { ${selection} } } }`;
  return (await server.data(query, variables, asker)).activities.nodes;
}

test('an operation may request the first items of plain lists, as a constant or a variable', async () => {
  const all = await list(fields(''));
  const expected = all.map((node) =>
    Object.fromEntries(Object.entries(node).map(([name, items]) => [name, items.slice(0, 2)])),
  );

  expect(all[1]!['objectives']).toHaveLength(4);
  expect(expected[1]).toEqual({
    objectives: [{ text: 'Objective 2.1' }, { text: 'Objective 2.2' }],
    topics: ['Topic 2.1', 'Topic 2.2'],
    participatingCountries: [{ code: 'KG' }, { code: 'KZ' }],
    // The first document is a draft: those that the viewer sees count.
    restrictedDocuments: [{ title: 'Document 2.2' }, { title: 'Document 2.3' }],
  });
  expect(await list(fields('(first: 2)'))).toEqual(expected);
  expect(await list(fields('(first: $first)'), { first: 2 })).toEqual(expected);
  expect(await list(fields('(first: $first)'), { first: null })).toEqual(all);
  expect(await list(fields('(first: 100)'))).toEqual(all);
  expect((await list('restrictedDocuments(first: 1) { title }', {}, editor))[0]).toEqual({
    restrictedDocuments: [{ title: 'Document 1.1' }],
  });
});

test('different numbers of the same list do not mix, and each costs one statement for all parents', async () => {
  let nodes: Record<string, any>[] = [];
  const statements = await server.statementsOf(async () => {
    nodes = await list(
      'one: objectives(first: 1) { text } all: objectives { text } three: objectives(first: 3) { text }',
    );
  });

  expect(nodes.map(({ one, all, three }) => [one.length, all.length, three.length])).toEqual([
    [1, 4, 3],
    [1, 4, 3],
    [1, 4, 3],
  ]);
  expect(statements.filter((text) => text.includes('FROM objective o'))).toHaveLength(3);
});

test.each([0, -1, 101])('first: %i is an error of the field', async (first) => {
  const query = `{ activity(slug: "listed-1") { objectives(first: ${first}) { text } } }`;

  expect((await server.query(query)).errors).toMatchObject([
    {
      message: 'first must be from 1 to 100',
      path: ['activity', 'objectives'],
      extensions: { code: 'BAD_USER_INPUT', field: 'first' },
    },
  ]);
});
