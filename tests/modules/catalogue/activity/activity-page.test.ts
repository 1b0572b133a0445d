import { readFileSync } from 'node:fs';
import path from 'node:path';
import { make } from '../../../support/factories';
import { startTestServer, type TestServer } from '../../../support/test-server';

const operation = (name: string) =>
  readFileSync(path.join(__dirname, '../../../../docs/operations', `${name}.graphql`), 'utf8');

const activityPage = operation('activity-page');
const activityList = operation('activity-list');

const workshop = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ MAX_OPERATION_COST: '10000000' });
});

afterAll(() => server.close());

test('one query answers the whole page of the workshop', async () => {
  const { activity } = await server.data(activityPage, { slug: workshop });

  expect(activity.title).toBe(
    'International workshop on cooperation in prosecution of countering drugs and organized crime',
  );
  expect(activity.operativeDimension).toEqual({
    code: null,
    year: null,
    component: null,
    region: null,
    country: null,
    place: 'Issyk-Kul',
    activityType: 'WORKSHOP',
  });
  expect(activity.topics).toEqual([
    'Controlled deliveries in transnational investigations',
    'Drug trafficking in darknet markets',
    'Money laundering',
    'Cryptocurrencies',
  ]);
  expect(activity.objectives).toHaveLength(8);
  expect(activity.objectives.map(({ position }: { position: number }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(activity.objectives[0].text).toMatch(/^Build trust/);
  expect(activity.objectives[7].text).toMatch(/^Study cases/);
  expect(activity.networks).toHaveLength(1);
  expect(activity.networks[0].acronym).toBe('CASC');
  expect(
    activity.networks[0].memberCountries.map((member: Record<string, any>) => [member.country.code, member.kind]),
  ).toEqual([
    ['KG', 'ACTIVE'],
    ['KZ', 'ACTIVE'],
    ['TJ', 'ACTIVE'],
    ['TM', 'ACTIVE'],
    ['UZ', 'ACTIVE'],
    ['AM', 'PARTICIPATING'],
    ['AZ', 'PARTICIPATING'],
    ['GE', 'PARTICIPATING'],
  ]);
  expect(activity.networks[0].memberCountries[0].institution.name).toBe("Prosecutor General's Office of Kyrgyzstan");
  expect(activity.relatedNews.nodes).toHaveLength(1);
  expect(activity.restrictedDocuments).toEqual([
    { title: 'Concept note', access: { state: 'LOCKED', reason: 'PASSWORD_REQUIRED' } },
    { title: 'List of participants', access: { state: 'LOCKED', reason: 'PASSWORD_REQUIRED' } },
  ]);
});

describe('the number of statements', () => {
  const full = 'a-full-page';
  const bare = 'a-bare-page';

  beforeAll(() =>
    make(server.app, async (create) => {
      const programme = await create.programme();
      const component = await create.component({ programmeId: programme.id });
      const region = await create.region();
      const institution = await create.organisation();
      const page = await create.activity({
        slug: full,
        startsOn: '2090',
        operativeDimension: { componentId: component.id, regionId: region.id, countryCode: 'KG' },
      });
      await create.activity({ slug: bare });
      for (let number = 1; number <= 50; number++) {
        await create.objective({ activityId: page.id, position: number });
        await create.document({ activityId: page.id, position: number });
        await create.reports(await create.newsItem(), page);
      }
      for (let number = 1; number <= 5; number++) {
        const network = await create.network();
        await create.takesPart(page, network);
        for (const countryCode of ['KG', 'KZ', 'TJ', 'TM', 'UZ', 'AM', 'AZ', 'GE', 'MD', 'UA']) {
          await create.memberCountry({ networkId: network.id, countryCode, institutionId: institution.id });
        }
      }
      for (let number = 1; number <= 50; number++) {
        const activity = await create.activity({
          startsOn: `20${30 + number}`,
          operativeDimension: { countryCode: 'UA' },
        });
        await create.objective({ activityId: activity.id });
        await create.takesPart(activity, await create.network());
      }
    }),
  );

  test.each([workshop, full, bare])('is 7 at most for the page of %s', async (slug) => {
    const statements = await server.statementsOf(() => server.data(activityPage, { slug }));

    expect(statements.length).toBeLessThanOrEqual(7);
  });

  test('is the same for a page with 50 items in each relation as for one with one item', async () => {
    const { activity } = await server.data(activityPage, { slug: full });

    expect(activity.objectives).toHaveLength(50);
    expect(activity.restrictedDocuments).toHaveLength(50);
    expect(activity.networks).toHaveLength(5);
    expect(activity.networks[4].memberCountries).toHaveLength(10);
    expect(activity.operativeDimension.component.code).toEqual(expect.any(String));
    const ofMany = await server.statementsOf(() => server.data(activityPage, { slug: full }));
    const ofOne = await server.statementsOf(() => server.data(activityPage, { slug: workshop }));
    expect(ofMany).toHaveLength(ofOne.length);
  });

  test('is 3 for a list of 20 with networks, country and objectives', async () => {
    const statements = await server.statementsOf(async () => {
      const { activities } = await server.data(activityList);
      expect(activities.nodes).toHaveLength(20);
    });

    expect(statements).toHaveLength(3);
  });

  test('is the same for the relations of 50 activities as for those of one', async () => {
    const everything = `query ($first: Int!) {
      activities(first: $first) {
        totalCount
        nodes {
          descriptionHtml programme { name } participatingCountries { code } topics
          operativeDimension { component { name } region { name } }
          networks { supportedBy { name } memberCountries { institution { name } } activities(first: 2) { totalCount nodes { title } } }
          objectives { text }
          relatedNews(first: 3) { totalCount nodes { title activities { title } } }
          restrictedDocuments { title access { state } }
        }
      }
    }`;
    const one = await server.statementsOf(() => server.data(everything, { first: 1 }));
    const fifty = await server.statementsOf(() => server.data(everything, { first: 50 }));

    expect(one.length).toBeGreaterThan(5);
    expect(fifty.length).toBeLessThanOrEqual(16);
  });

  test('does not include the count or the page unless it is selected', async () => {
    const page = await server.statementsOf(() => server.data('{ activities(first: 1) { nodes { title } } }'));
    const count = await server.statementsOf(() => server.data('{ activities(first: 1) { totalCount } }'));

    expect(page).toHaveLength(1);
    expect(page[0]).not.toMatch(/count\(/);
    expect(count).toHaveLength(1);
    expect(count[0]).toMatch(/count\(/);
  });
});
