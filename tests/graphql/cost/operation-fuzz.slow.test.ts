import { setTimeout as delay } from 'node:timers/promises';
import { type OperationDefinitionNode, parse } from 'graphql';
import { ReadDatabase } from '../../../src/database/reading/read-database';
import { ROW_COST, STATEMENT_COST } from '../../../src/graphql/cost/declared-costs';
import { OperationCosts } from '../../../src/graphql/cost/operation-cost.plugin';
import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { loadGenerated } from '../../../src/seeds/load-generated';
import { mutationsOf } from '../../support/mutations';
import { createRandom } from '../../support/random';
import { countFields, drawEachObjectField, drawOperation } from '../../support/random-operations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin } from '../../support/viewers';

/*
 * Random operations over the whole schema: the fields that each returns, the rows that its statements return, and their
 * number are compared with the bound that was computed before. Rows that statements only examine are not counted: neither
 * database tells how many there are at a price that a test can pay.
 * FUZZED_OPERATIONS=10000 draws more of them.
 */

const OPERATIONS = Number(process.env.FUZZED_OPERATIONS ?? 300);

/** Unless more operations are asked for, expensive ones are left out: they take most of the time. */
const MAX_COST = process.env.FUZZED_OPERATIONS === undefined ? 20_000 : Infinity;

type Query = (this: ReadDatabase, ...args: Parameters<ReadDatabase['query']>) => Promise<unknown[]>;

/** What the statements of the present operation have read, and how many of them are running. */
const reads = { statements: 0, rows: 0, running: 0 };

const schema = createSchema(resolverClasses);
let server: TestServer;
let costs: OperationCosts;
let known: Record<string, unknown[]>;

beforeAll(async () => {
  server = await startTestServer({ ANSWER_CACHE_BYTES: '0', RATE_LIMIT: 'off' });
  await loadGenerated(server.app.database, 100, () => undefined, { translations: ['ru', 'fr'], hasFigures: true });
  await enterResults();
  const { sizes } = server.app.database;
  costs = new OperationCosts(schema, sizes);
  await sizes.refresh();
  await sizes.refreshLengths();
  known = await knownValues();
  // Only statements of operations have listeners; sizes are measured beside them.
  const noted = { isOfOperation: false };
  server.app.database.read.onStatement(() => {
    noted.isOfOperation = true;
  });
  const query = Object.getOwnPropertyDescriptor(ReadDatabase.prototype, 'query')!.value as Query;
  jest.spyOn(ReadDatabase.prototype, 'query').mockImplementation(async function (this: ReadDatabase, ...args) {
    noted.isOfOperation = false;
    const reading = query.apply(this, args);
    // Background work reads beside operations, without one.
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- The listener has set it meanwhile.
    if (!noted.isOfOperation || Reflect.get(this, 'operation') === null) return reading;
    reads.running += 1;
    try {
      const rows = await reading;
      reads.statements += 1;
      reads.rows += rows.length;
      return rows;
    } finally {
      reads.running -= 1;
    }
  });
});

afterAll(() => server.close());

/** Enters results with few and with many parts. Generated content has none. */
async function enterResults(): Promise<void> {
  const { activities } = await server.data(
    '{ activities(first: 20) { nodes { id publication { version } } } }',
    {},
    admin,
  );
  const some = <T>(length: number, one: T): T[] => Array.from({ length }, () => one);
  for (const [index, { id, publication }] of activities.nodes.entries()) {
    const measured = { value: '3', dimensions: some(index % 2, { name: 'sex', value: 'women' }) };
    const days = { start: '2025-01-01', end: '2025-12-31' };
    const period = { ...days, targets: some(1 + (index % 5), measured), actuals: some(index % 3, measured) };
    const indicator = {
      title: 'Officers',
      measure: 'UNIT',
      baseline: measured,
      periods: some(1 + (index % 4), period),
    };
    const result = { type: 'OUTPUT', title: 'Training', indicators: some(1 + (index % 3), indicator) };
    const input = { activityId: id, version: publication.version, results: some(1 + (index % 6), result) };
    await mutationsOf(server, 'setResults').done(input, '__typename');
  }
}

async function knownValues(): Promise<Record<string, unknown[]>> {
  const { activities, networks, newsItems, programmes, organisations, regions } = await server.data(`{
    activities(first: 30) { nodes { id slug title topics startsOn operativeDimension { year place } } }
    networks { nodes { id slug name acronym } }
    newsItems { nodes { id slug title publishedAt } }
    programmes { id slug components { code } }
    organisations { nodes { id slug } }
    regions { code }
  }`);
  const held = activities.nodes.map(({ operativeDimension }: any) => operativeDimension);
  const given = (values: unknown[]): unknown[] => [...new Set(values)].filter((value) => value !== null);
  const nodes: { id: string; slug: string }[] = [activities, networks, newsItems, organisations].flatMap(
    (list) => list.nodes,
  );
  return {
    id: nodes.map(({ id }) => id),
    ids: nodes.map(({ id }) => id),
    types: ['Activity', 'Network', 'NewsItem', 'Organisation'],
    newsItem: newsItems.nodes.map(({ slug }: { slug: string }) => slug),
    organisation: organisations.nodes.map(({ slug }: { slug: string }) => slug),
    network: networks.nodes.map(({ slug }: { slug: string }) => slug),
    programme: programmes.map(({ slug }: { slug: string }) => slug),
    activity: activities.nodes.map(({ slug }: { slug: string }) => slug),
    topic: activities.nodes.flatMap(({ topics }: { topics: string[] }) => topics),
    component: programmes.flatMap(({ components }: any) => components.map(({ code }: { code: string }) => code)),
    region: regions.map(({ code }: { code: string }) => code),
    code: ['KG', 'KZ', 'TJ'],
    country: ['KG', 'KZ', 'TJ', 'UZ'],
    participatingCountry: ['KG', 'KZ', 'TJ', 'UZ'],
    memberCountry: ['KG', 'KZ'],
    recipientCountry: ['KG', 'KZ'],
    currencies: ['EUR', 'USD'],
    locale: ['ru', 'fr'],
    text: ['training', 'drug trafficking', 'seminar'],
    title: given([...activities.nodes, ...newsItems.nodes].map(({ title }) => title)),
    name: given(networks.nodes.map(({ name }: any) => name)),
    acronym: given(networks.nodes.map(({ acronym }: any) => acronym)),
    place: given(held.map(({ place }: any) => place)),
    year: given(held.map(({ year }: any) => year)),
    startsOn: given(activities.nodes.map(({ startsOn }: any) => startsOn)),
    publishedAt: given(newsItems.nodes.map(({ publishedAt }: any) => publishedAt)),
    kinds: ['BUDGET', 'DISBURSEMENT'],
    withinDays: [7, 30, 90],
    asOf: ['2020-01-01', '2026-01-01'],
  };
}

/** The part of its bound that an operation used, without the charge for rows that are examined, whose use is unknown. */
interface Use {
  readonly share: number;
  readonly data: unknown;
  /** What was more than its bound, with the bound. */
  readonly excess: object | null;
}

/** Sends an operation. Null: it is expensive, was refused, or had an error. */
async function useOf(document: string, isAdmin: boolean): Promise<Use | null> {
  const parsed = parse(document);
  const [operation] = parsed.definitions as OperationDefinitionNode[];
  const bound = costs.compute({ document: parsed, operation: operation!, variables: {}, grants: 0 });
  if (bound.total > MAX_COST) return null;
  reads.statements = 0;
  reads.rows = 0;
  const { data, errors } = await server.query(document, {}, isAdmin ? admin : undefined);
  // An error in a field that is not nullable ends an operation before its other fields.
  do await delay(1);
  while (reads.running > 0);
  const { statements, rows } = reads;
  if (errors?.some(({ extensions }) => extensions.code === 'QUERY_TOO_COMPLEX')) {
    expect(bound.total > 1_000_000 || bound.fields > 400_000).toBe(true);
    return null;
  }
  expect([document, errors?.filter(({ extensions }) => !['BAD_USER_INPUT'].includes(extensions.code))]).toEqual([
    document,
    errors === undefined ? undefined : [],
  ]);
  const fields = countFields(data) + rows * ROW_COST;
  const isExceeded = fields > bound.fields || statements > bound.statements || rows > bound.rows;
  const excess = isExceeded
    ? { document, fields, statements, rows, bound: { ...bound, byRootField: undefined } }
    : null;
  const share = (fields + statements * STATEMENT_COST) / (bound.total - bound.scanned);
  return errors !== undefined && excess === null ? null : { share, data, excess };
}

test(`what ${OPERATIONS} random operations return and run is never more than was computed`, async () => {
  const excesses: unknown[] = [];
  /** The shares of operations by anyone. Most lists that only staff see are empty. */
  const shares: number[] = [];
  const sharesWithItems: number[] = [];
  for (let seed = 1; seed <= OPERATIONS; seed += 1) {
    const isAdmin = seed % 4 === 0;
    const use = await useOf(drawOperation(schema, createRandom(seed), known, isAdmin), isAdmin);
    if (use === null) continue;
    if (use.excess !== null) excesses.push({ seed, ...use.excess });
    if (isAdmin) continue;
    shares.push(use.share);
    if (isFull(use.data)) sharesWithItems.push(use.share);
  }

  expect(excesses).toEqual([]);
  const close = (of: number[]): number => of.filter((share) => share >= 1 / 3).length / of.length;
  if (MAX_COST === Infinity) {
    const percent = (of: number[]): string => `${Math.round(close(of) * 100)} % of ${of.length}`;
    process.stderr.write(
      `${percent(shares)} operations use a third of their bound or more, ${percent(sharesWithItems)} of those whose response has nothing empty or null\n`,
    );
  }
  // An empty response says little about a bound.
  expect(close(sharesWithItems)).toBeGreaterThan(0.4);
}, 3_600_000);

test('neither is what each field with objects returns and runs alone, and what runs beside fields that are left out', async () => {
  const documents = drawEachObjectField(schema, createRandom(1), known);
  const excesses: unknown[] = [];
  for (const document of documents) {
    const use = await useOf(document, true);
    if (use !== null && use.excess !== null) excesses.push(use.excess);
  }

  expect(excesses).toEqual([]);
  expect(documents.length).toBeGreaterThan(300);
}, 600_000);

/** True if no list in the response is empty, and no object is missing. */
function isFull(data: unknown): boolean {
  if (Array.isArray(data)) return data.length > 0 && data.every(isFull);
  return typeof data !== 'object' || data === null || Object.values(data).every(isFull);
}
