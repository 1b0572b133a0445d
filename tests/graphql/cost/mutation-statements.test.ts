import { type OperationDefinitionNode, parse } from 'graphql';
import { Role } from '../../../src/core/access/role';
import { OperationCosts } from '../../../src/graphql/cost/operation-cost.plugin';
import { createSchema } from '../../../src/graphql/schema/schema';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { make, publication } from '../../support/factories';
import { headersFor, mutationInputs, type Scene } from '../../support/mutation-inputs';
import { mutationsOf } from '../../support/mutations';
import { recordWrites } from '../../support/recorded-writes';
import { accountWithPassword, signedIn } from '../../support/sign-in';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { admin } from '../../support/viewers';

/* The statements of mutations are compared with the bound that was computed before, also where stored rows decide how many there are. */

const schema = createSchema(resolverClasses);
const mutations = schema.getMutationType()!.getFields();
let server: TestServer;
let costs: OperationCosts;
let writes: Awaited<ReturnType<typeof recordWrites>>;
let reads = 0;

beforeAll(async () => {
  server = await startTestServer({ RATE_LIMIT: 'off' });
  const { database } = server.app;
  costs = new OperationCosts(schema, database.sizes);
  database.read.onStatement(() => (reads += 1));
  writes = await recordWrites(database);
});

afterAll(() => server.close());

/** Sends a mutation that must succeed. Returns the number of its statements, and the most that there could be. */
async function statementsOf(
  name: string,
  input: object | null,
  asker: Asker = admin,
): Promise<{ statements: number; bound: number }> {
  const { sizes } = server.app.database;
  await sizes.refresh();
  await sizes.refreshLengths();
  const type = mutations[name]!.args[0]?.type;
  const document =
    type === undefined
      ? `mutation { ${name} { __typename } }`
      : `mutation ($input: ${String(type)}) { ${name}(input: $input) { __typename } }`;
  const variables = input === null ? {} : { input };
  const parsed = parse(document);
  const [operation] = parsed.definitions as OperationDefinitionNode[];
  const bound = costs.compute({ document: parsed, operation: operation!, variables, grants: 0 });
  reads = 0;
  writes.clear();
  await server.data(document, variables, asker);
  return { statements: reads + writes.texts.length, bound: bound.statements };
}

const LOCALES = ['ru', 'fr'];

const ofOwnAccount = [
  ...['signOut', 'signOutEverywhere', 'endSession', 'endOtherSessions', 'changePassword', 'updateViewer'],
];

test.each(Object.keys(mutationInputs))('%s runs no more statements than its bound', async (name) => {
  const network = await make(server.app, (create) => create.network({ publication: publication() }));
  const asker = ofOwnAccount.includes(name) ? await accountWithPassword(server, { role: Role.ADMIN }) : null;
  const state = /^(publish|restore)/.test(name) ? PublicationState.DRAFT : PublicationState.PUBLISHED;
  const scene: Scene = { server, network, asker, state };
  const input = await mutationInputs[name]!(scene);
  const headers = headersFor(name, scene);
  const viewer = asker === null ? admin : await signedIn(server, asker.email);
  const { statements, bound } = await statementsOf(name, input, headers === null ? viewer : { headers });

  expect(statements).toBeLessThanOrEqual(bound);
  // The statements of its unit of work are among those that are counted.
  expect(writes.texts.filter((text) => /^\s*(INSERT|UPDATE|DELETE)/.test(text))).not.toEqual([]);
});

const some = <T>(length: number, one: (number: number) => T): T[] => Array.from({ length }, (_, number) => one(number));

/** An activity with long lists of everything whose rows have statements of their own. */
async function longActivity(): Promise<{ readonly id: string; readonly version: number }> {
  const { globalId } = await make(server.app, async (create) => {
    const activity = await create.activity({ publication: publication() });
    for (const position of some(30, (number) => number + 1)) {
      await create.document({ activityId: activity.id, position, publication: publication() });
    }
    return activity;
  });
  const selected = 'activity { publication { version } }';
  const target = { activityId: globalId, version: 1 };
  const change = async (mutation: string, input: object): Promise<void> => {
    const { activity } = await mutationsOf(server, mutation).done({ ...target, ...input }, selected);
    target.version = activity.publication.version;
  };
  await change('setObjectives', { objectives: some(100, (number) => `Objective ${number}`) });
  const indicators = some(5, (number) => ({ title: `Indicator ${number}`, measure: 'UNIT' }));
  await change('setResults', {
    results: some(10, (number) => ({ type: 'OUTPUT', title: `Result ${number}`, indicators })),
  });
  const values = { kind: 'DISBURSEMENT', date: '2024-01-01', value: { amount: '1', currency: 'EUR' } };
  for (let number = 0; number < 10; number += 1) await change('createTransaction', values);
  const { version } = target;
  for (const [number, locale] of LOCALES.entries()) {
    const texts = { id: globalId, version: version + number, locale, title: locale, summary: locale };
    await mutationsOf(server, 'setActivityTranslation').done(texts, '__typename');
  }
  return { id: globalId, version: version + LOCALES.length };
}

test('neither do they with long lists', async () => {
  const { id, version } = await longActivity();
  const runs: Record<string, { statements: number; bound: number }> = {};
  const objectives = some(100, (number) => `Other ${number}`);
  const locales = LOCALES;
  let now = version;
  const next = (): { id: string; version: number } => ({ id, version: now++ });
  runs['publish languages'] = await statementsOf('publishActivity', { ...next(), locales });
  runs['withdraw languages'] = await statementsOf('unpublishActivity', { ...next(), locales });
  runs['revert to nothing'] = await statementsOf('revertActivity', { ...next(), to: 1 });
  runs['revert to everything'] = await statementsOf('revertActivity', { ...next(), to: version });
  runs['objectives'] = await statementsOf('setObjectives', { activityId: id, version: now++, objectives });
  const { activity } = await server.data(
    `{ activity: node(id: "${id}") { ... on Activity { objectives { id } } } }`,
    {},
    admin,
  );
  const [first] = activity.objectives;
  runs['move'] = await statementsOf('moveObjective', { id: first.id, version: now++, position: 100 });
  runs['unpublish'] = await statementsOf('unpublishActivity', next());
  runs['publish'] = await statementsOf('publishActivity', next());
  runs['delete'] = await statementsOf('deleteActivity', next());
  runs['restore'] = await statementsOf('restoreActivity', next());

  expect(Object.entries(runs).filter(([, { statements, bound }]) => statements > bound)).toEqual([]);
});
