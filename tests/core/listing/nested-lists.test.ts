import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

let server: TestServer;

/** More than are sorted. */
const long = 1001;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    const network = await create.network({ slug: 'long' });
    const short = await create.network({ slug: 'short' });
    for (let number = 0; number < long + 20; number++) {
      // Some begin on the same day, some nobody knows when.
      const startsOn = number % 10 === 0 ? null : `20${10 + ((number * 7) % 13)}`;
      const activity = await create.activity({ startsOn });
      await create.takesPart(activity, number < long ? network : short);
    }
  });
});

afterAll(() => server.close());

const paging = 'orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before';
const variables = '$orderBy: [ActivityOrder!], $first: Int, $after: String, $last: Int, $before: String';
const shown = '{ nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';

const ofNetwork = (slug: string) =>
  `query (${variables}) { of: network(slug: "${slug}") { activities(${paging}) ${shown} } }`;
const ofRoot = (slug: string) =>
  `query (${variables}) { activities(filter: { network: ["${slug}"] }, ${paging}) ${shown} }`;

async function walk(document: string, orderBy: object[], backwards: boolean): Promise<string[]> {
  const walked: string[] = [];
  let cursor: string | null = null;
  for (let more = true; more;) {
    const page: object = backwards ? { last: 100, before: cursor } : { first: 100, after: cursor };
    const answer = await server.data(document, { orderBy, ...page });
    const { nodes, pageInfo }: Record<string, any> = (answer.of ?? answer).activities;
    walked.splice(backwards ? 0 : walked.length, 0, ...nodes.map(({ slug }: { slug: string }) => slug));
    cursor = backwards ? pageInfo.startCursor : pageInfo.endCursor;
    more = backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
  }
  return walked;
}

describe.each([
  ['long', long],
  ['short', 20],
])('the %s list of a network', (slug, length) => {
  test.each([
    ['STARTS_ON', 'DESC'],
    ['STARTS_ON', 'ASC'],
    ['TITLE', 'ASC'],
  ])('is what its filter gives in the order %s %s, page by page both ways', async (field, direction) => {
    const orderBy = [{ field, direction }];
    const expected = await walk(ofRoot(slug), orderBy, false);

    expect(expected).toHaveLength(length);
    expect(await walk(ofNetwork(slug), orderBy, false)).toEqual(expected);
    expect(await walk(ofNetwork(slug), orderBy, true)).toEqual(expected);
  });
});

test.each([
  ['long', 'EXISTS'],
  ['short', 'CROSS JOIN'],
])('the %s one is read by %s, in one statement after the one that finds out', async (slug, how) => {
  const statements = await server.statementsOf(() => server.data(ofNetwork(slug), { first: 3 }));

  expect(statements).toHaveLength(3);
  expect(statements.at(-1)).toContain(how);
});
