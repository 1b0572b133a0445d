import { parse, type OperationDefinitionNode } from 'graphql';
import { ReadDatabase } from '../../src/database/read-database';
import { OperationCosts } from '../../src/graphql/cost/operation-cost.plugin';
import { ROW_COST, STATEMENT_COST } from '../../src/graphql/cost/declared-costs';
import { createSchema } from '../../src/graphql/schema';
import { resolverClasses } from '../../src/modules/resolver-classes';
import { loadGenerated } from '../../src/seeds/load-generated';
import { createRandom } from '../support/random';
import { countFields, drawOperation } from '../support/random-operations';
import { startTestServer, type TestServer } from '../support/test-server';

/*
 * Random operations over the whole schema: what each returns and runs is compared with the bound that was computed before.
 * FUZZED_OPERATIONS=10000 draws more of them.
 */

const OPERATIONS = Number(process.env.FUZZED_OPERATIONS ?? 300);

/** Unless more operations are asked for, expensive ones are left out: they take most of the time. */
const MAX_COST = process.env.FUZZED_OPERATIONS === undefined ? 20_000 : Infinity;

type Query = (this: ReadDatabase, ...args: Parameters<ReadDatabase['query']>) => Promise<unknown[]>;

/** What the statements of the present operation have read. */
const reads = { statements: 0, rows: 0 };

const schema = createSchema(resolverClasses);
let server: TestServer;
let costs: OperationCosts;
let known: Record<string, unknown[]>;

beforeAll(async () => {
  server = await startTestServer({ ANSWER_CACHE_BYTES: '0', RATE_LIMIT: 'off' });
  await loadGenerated(server.app.database, 100, () => undefined);
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
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- The listener has set it meanwhile.
    if (!noted.isOfOperation) return reading;
    reads.statements += 1;
    const rows = await reading;
    reads.rows += rows.length;
    return rows;
  });
}, 60_000);

afterAll(() => server.close());

async function knownValues(): Promise<Record<string, unknown[]>> {
  const { activities, networks, newsItems, programmes, organisations, regions } = await server.data(`{
    activities(first: 30) { nodes { id slug topics } }
    networks { nodes { id slug } }
    newsItems { nodes { id slug } }
    programmes { id slug components { code } }
    organisations { nodes { id slug } }
    regions { code }
  }`);
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
    locale: ['ru', 'fr'],
    text: ['training', 'drug trafficking', 'seminar'],
  };
}

test(`what ${OPERATIONS} random operations return and run is never more than was computed`, async () => {
  const excesses: unknown[] = [];
  const shares: number[] = [];
  for (let seed = 1; seed <= OPERATIONS; seed += 1) {
    const document = drawOperation(schema, createRandom(seed), known);
    const parsed = parse(document);
    const bound = costs.of(parsed, parsed.definitions[0] as OperationDefinitionNode, {});
    if (bound.total > MAX_COST) continue;
    reads.statements = 0;
    reads.rows = 0;
    const { data, errors } = await server.query(document);
    const { statements, rows } = reads;
    if (errors?.some(({ extensions }) => extensions.code === 'QUERY_TOO_COMPLEX')) {
      expect(bound.total).toBeGreaterThan(1_000_000);
      continue;
    }
    expect([document, errors?.filter(({ extensions }) => !['BAD_USER_INPUT'].includes(extensions.code))]).toEqual([
      document,
      errors === undefined ? undefined : [],
    ]);
    const fields = countFields(data);
    if (fields > bound.fields || statements > bound.statements || rows > bound.rows) {
      excesses.push({ seed, document, fields, statements, rows, bound: { ...bound, byRootField: undefined } });
    }
    const real = fields + rows * ROW_COST + statements * STATEMENT_COST;
    shares.push(real / (bound.total - bound.scanned));
  }

  expect(excesses).toEqual([]);
  // Random operations follow lists that are empty for most parents, so their bounds are far.
  const close = shares.filter((share) => share >= 1 / 3).length / shares.length;
  if (MAX_COST === Infinity) process.stderr.write(`${Math.round(close * 100)} % use a third of their bound or more\n`);
  expect(close).toBeGreaterThan(0.2);
}, 3_600_000);
