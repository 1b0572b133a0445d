import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

const relations = 'slug topics networks { acronym } objectives { text } restrictedDocuments { title }';

async function ask(document: string, variables?: Record<string, unknown>): Promise<{ data: any; statements: number }> {
  let data: any;
  const statements = await server.statementsOf(async () => {
    data = await server.data(document, variables);
  });
  return { data, statements: statements.length };
}

test.each([
  ['edges', `{ activities(first: 5) { edges { node { ${relations} } } } }`],
  ['a fragment', `{ activities(first: 5) { nodes { ...Shown } } } fragment Shown on Activity { ${relations} }`],
  ['fragments in place', `{ activities(first: 5) { nodes { ... { ... on Activity { ${relations} } } } } }`],
  [
    'two selections',
    `{ activities(first: 5) { nodes { ${relations} } } activities(first: 5) { nodes { networks { acronym } } } }`,
  ],
])('answers %s like nodes, with as many statements', async (_form, document) => {
  const plain = await ask(`{ activities(first: 5) { nodes { ${relations} } } }`);

  const { data, statements } = await ask(document);

  const { nodes, edges } = data.activities;
  expect(nodes ?? edges.map(({ node }: any) => node)).toEqual(plain.data.activities.nodes);
  expect(plain.data.activities.nodes.flatMap(({ objectives }: any) => objectives)).not.toEqual([]);
  expect([plain.statements, statements]).toEqual([5, 5]);
});

test('reads the relations of many lists together, including lists with one item', async () => {
  const { data, statements } = await ask(`{ networks { nodes { activities(first: 2) { nodes { ${relations} } } } } }`);

  const lengths = data.networks.nodes.map(({ activities }: any) => activities.nodes.length);
  expect(lengths).toEqual(expect.arrayContaining([1, 2]));
  expect(statements).toBe(7);
});

test('sends as many statements for the relations of lists that take turns', async () => {
  const fields = Array.from({ length: 20 }, (_, n) => `c${n}: code`).join(' ');
  const countries = `fragment C on Country { ${fields} memberships { __typename } }`;
  const lists = (count: number): string =>
    Array.from({ length: count }, (_, n) => `n${n}: participatingCountries { ...C }`).join(' ');

  const few = await ask(`{ activities(first: 50) { nodes { ${lists(1)} } } } ${countries}`);
  const many = await ask(`{ activities(first: 50) { nodes { ${lists(60)} } } } ${countries}`);

  // Several times as many fields as are completed in one turn.
  expect(JSON.stringify(many.data).split(':').length).toBeGreaterThan(20_000);
  expect(many.statements).toBe(few.statements);
});

test('does not read a field that a directive skips, and answers it where it is included', async () => {
  const document = `query ($shown: Boolean!) {
    activities(first: 5) { nodes { slug topics @include(if: $shown) ... @skip(if: $shown) { networks { acronym } } } }
  }`;

  const shown = await ask(document, { shown: true });
  const { data, statements } = await ask('{ activities(first: 5) { nodes { slug topics } } }');

  expect(shown).toEqual({ data, statements });
  expect(statements).toBe(2);
});

test('answers a field under an alias', async () => {
  const { data } = await ask('{ activities(first: 5) { nodes { one: topics other: topics topics } } }');

  const { nodes } = data.activities;
  expect(nodes.flatMap(({ topics }: { topics: string[] }) => topics)).not.toEqual([]);
  for (const { one, other, topics } of nodes) expect([one, other]).toEqual([topics, topics]);
});

test('reports a failed read at the fields that requested it', async () => {
  await server.app.database.write((manager) => manager.query('ALTER TABLE activity_topic RENAME TO activity_subject'));

  const { data, errors } = await server.query(
    '{ activities(first: 2) { totalCount nodes { slug topics } } networks { totalCount } }',
  );

  expect(errors?.map(({ path, extensions }: any) => [path.at(-1), extensions.code])).toContainEqual([
    'topics',
    'INTERNAL_SERVER_ERROR',
  ]);
  expect(data).toBeNull();
});
