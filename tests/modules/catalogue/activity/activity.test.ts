import { make } from '../../../support/factories';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { editor } from '../../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

test('is found by slug or by code, and not by both or neither', async () => {
  const lookup = 'query ($slug: String, $code: String) { activity(slug: $slug, code: $code) { slug } }';

  expect(await server.data(lookup, { code: '1' })).toEqual({ activity: { slug: 'first-crimex-session' } });
  expect(await server.data(lookup, { slug: 'first-crimex-session' })).toEqual({
    activity: { slug: 'first-crimex-session' },
  });
  expect(await server.data(lookup, { slug: 'nothing-of-the-kind' })).toEqual({ activity: null });
  expect(await server.data(lookup, { slug: '' })).toEqual({ activity: null });
  for (const variables of [{}, { slug: null }, { slug: 'first-crimex-session', code: '1' }]) {
    const { errors } = await server.query(lookup, variables);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'slug' });
  }
});

test('is found by its code in any Unicode normalization form', async () => {
  const code = 'Séminaire 7';
  await make(server.app, (create) => create.activity({ operativeDimension: { code } }));
  const lookup = 'query ($code: String!) { activity(code: $code) { operativeDimension { code } } }';

  for (const form of ['NFC', 'NFD'] as const) {
    const { activity } = await server.data(lookup, { code: code.normalize(form) });
    expect(activity).toEqual({ operativeDimension: { code } });
  }
});

test.each([
  ['activity(slug: $text) { id }'],
  ['activity(code: $text) { id }'],
  ['network(slug: $text) { id }'],
  ['newsItem(slug: $text) { id }'],
  ['organisation(slug: $text) { id }'],
  ['programme(slug: $text) { id }'],
  ['activities(filter: { title: { contains: $text } }) { totalCount }'],
  ['activities(filter: { topic: [$text] }) { totalCount }'],
])('NUL bytes and very long texts in %s are the asker’s mistake', async (selection) => {
  for (const text of ['\0', 'a\0b', 'x'.repeat(100_000)]) {
    const { errors } = await server.query(`query ($text: String!) { ${selection} }`, { text });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'text' });
  }
});

test('its description is also available as safe HTML', async () => {
  const slug = await make(
    server.app,
    async (create) => (await create.activity({ description: 'For **all** <script>alert(1)</script>' })).slug,
  );

  const { activity } = await server.data(
    'query ($slug: String) { activity(slug: $slug) { description descriptionHtml } }',
    {
      slug,
    },
  );

  expect(activity).toEqual({
    description: 'For **all** <script>alert(1)</script>',
    descriptionHtml: '<p>For <strong>all</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>\n',
  });
});

test('a programme lists its components and activities', async () => {
  const { programme } = await server.data(
    '{ programme(slug: "eu-act") { acronym components { code programme { slug } } activities(first: 100) { totalCount nodes { programme { slug } } } } }',
  );

  expect(programme.components).toEqual(
    ['NAPOR', 'TAF', 'COPI'].map((code) => ({ code, programme: { slug: 'eu-act' } })),
  );
  expect(programme.activities.totalCount).toBe(programme.activities.nodes.length);
  expect(programme.activities.totalCount).toBeGreaterThan(5);
});

test('the reference data and single items of the demonstration can be read', async () => {
  const data = await server.data(`{
    programmes { slug }
    regions { code name }
    organisation(slug: "unodc") { name acronym country { code } identifier }
    newsItems { nodes { slug title excerpt bodyHtml activities { slug } } }
  }`);

  expect(data.programmes.map(({ slug }: { slug: string }) => slug)).toContain('eu-act');
  expect(data.regions.length).toBeGreaterThan(3);
  expect(data.organisation).toMatchObject({ acronym: 'UNODC', country: null });
  expect(data.newsItems.nodes.length).toBeGreaterThan(3);
});

test('a nested list counts the items that match its filter', async () => {
  const { network } = await server.data(`{ network(slug: "casc") {
    all: activities { totalCount } some: activities(filter: { country: ["KZ"] }) { totalCount nodes { slug } } } }`);

  expect(network.some.nodes).toHaveLength(1);
  expect(network.some.totalCount).toBe(1);
  expect(network.all.totalCount).toBeGreaterThan(1);
});

test('a document with a file requires a password, and only editors see one without a file', async () => {
  const id = await make(server.app, async (create) => {
    const { id: activityId, globalId } = await create.activity();
    await create.document({ activityId, position: 1, contentVersion: 1 });
    await create.document({ activityId, position: 2, contentVersion: null });
    return globalId;
  });

  const document = `query ($id: ID!) { node(id: $id) { ... on Activity { restrictedDocuments {
    position content { fileName } access { state reason expiresAt } } } } }`;
  const locked = (position: number, reason: string) => ({
    position,
    content: null,
    access: { state: 'LOCKED', reason, expiresAt: null },
  });

  expect((await server.data(document, { id })).node.restrictedDocuments).toEqual([locked(1, 'PASSWORD_REQUIRED')]);
  const { node } = await server.data(document, { id }, editor);
  expect(node.restrictedDocuments[1]).toEqual(locked(2, 'NO_CONTENT'));
});

test('reference data and supporters have the documented order', async () => {
  const { networkSlug } = await make(server.app, async (create) => {
    await create.region({ code: 'ZZ' });
    await create.region({ code: 'AA' });
    const { id, slug } = await create.network();
    for (const name of ['zulu', 'alpha']) {
      const { id: organisationId } = await create.organisation({ slug: name });
      await create.supports(organisationId, id);
    }
    return { networkSlug: slug };
  });

  const { regions, network } = await server.data(
    'query ($slug: String!) { regions { code } network(slug: $slug) { supportedBy { slug } } }',
    { slug: networkSlug },
  );
  const codes = regions.map(({ code }: { code: string }) => code);

  expect(codes).toEqual([...codes].sort());
  expect(network.supportedBy).toEqual([{ slug: 'alpha' }, { slug: 'zulu' }]);
});

test('fifty lists of a hundred items take one statement for each relation', async () => {
  const parents = `{ networks(first: 50) { nodes { activities(first: 3) { nodes { title } } } }
    programmes { activities(first: 3) { nodes { title } } } }`;

  const statements = await server.statementsOf(() => server.data(parents));

  expect(statements).toHaveLength(5);
  expect(statements.filter((text) => text.includes('row_number()'))).toHaveLength(2);
});

test('an alias with other arguments returns another list', async () => {
  const { network } = await server.data(`{ network(slug: "casc") {
    first: activities(first: 1) { nodes { slug } }
    last: activities(last: 1) { nodes { slug } totalCount }
  } }`);

  expect(network.first.nodes).toHaveLength(1);
  expect(network.last.nodes).toHaveLength(1);
  expect(network.first.nodes).not.toEqual(network.last.nodes);
  expect(network.last.totalCount).toBeGreaterThan(2);
});
