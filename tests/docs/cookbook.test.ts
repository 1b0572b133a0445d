import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { enterExampleFigures } from '../support/example-figures';
import { mutationsOf } from '../support/mutations';
import { startTestServer, type TestServer } from '../support/test-server';
import { editor } from '../support/viewers';

const docs = path.resolve(__dirname, '../../docs');
const operationFiles = ['', 'figures/'].flatMap((directory) =>
  readdirSync(path.join(docs, 'operations', directory))
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => directory + name),
);

const cookbook = readFileSync(path.join(docs, 'cookbook.md'), 'utf8');

/** The operations that the cookbook links, in its order. */
const linkedFiles = [...cookbook.matchAll(/\]\(operations\/([^)]+\.graphql)\)/g)].map(([, file]) => file!);

interface Example {
  readonly variables: Record<string, unknown>;
  readonly response: unknown;
}

function examplesOf(file: string): Example[] {
  const name = file.replace('.graphql', '.examples.json');
  return JSON.parse(readFileSync(path.join(docs, 'operations', name), 'utf8')) as Example[];
}

/** Reduces the response to what the example shows: the first items of a list, some fields of an object. */
function shownPart(answer: unknown, shown: unknown): unknown {
  if (Array.isArray(shown) && Array.isArray(answer)) {
    // A list that is shown as empty must be empty.
    const first = shown.length === 0 ? answer : answer.slice(0, shown.length);
    return first.map((item, number) => shownPart(item, shown[number]));
  }
  if (!isRecord(shown) || !isRecord(answer)) return answer;
  return Object.fromEntries(Object.entries(shown).map(([name, part]) => [name, shownPart(answer[name], part)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The demonstration has few figures. Questions about them are asked of an example. */
const asksExample = (file: string): boolean => file.startsWith('figures/');

let demonstration: TestServer;
let example: TestServer;

beforeAll(async () => {
  demonstration = await startTestServer();
  example = await startTestServer({ DEMO_DATA: 'false' });
  await enterExampleFigures(example);
});

afterAll(() => Promise.all([demonstration.close(), example.close()]));

test('the cookbook links every operation of docs/operations once', () => {
  expect(linkedFiles.length).toBeGreaterThanOrEqual(32);
  expect([...linkedFiles].sort()).toEqual(operationFiles.sort());
});

test.each(linkedFiles)('the response of %s is that of its examples', async (file) => {
  const server = asksExample(file) ? example : demonstration;
  const operation = readFileSync(path.join(docs, 'operations', file), 'utf8');
  const examples = examplesOf(file);
  expect(examples).not.toEqual([]);
  for (const { variables, response } of examples) {
    const data = await server.data(operation, variables);

    expect(shownPart(data, response)).toEqual(response);
  }
});

test('the response in the README is that of its query', async () => {
  const readme = readFileSync(path.join(docs, '../README.md'), 'utf8');
  const [operation, response] = [...readme.matchAll(/^```(?:graphql|json)\n(.*?)^```/gms)].map(([, code]) => code!);
  const shown = JSON.parse(response!) as unknown;
  const slug = 'cooperation-in-prosecution-of-countering-drugs-and-organized-crime';

  expect(shownPart(await demonstration.data(operation!, { slug }), shown)).toEqual(shown);
});

test('each operation of docs/reading.md finds something in the demonstration', async () => {
  const text = readFileSync(path.join(docs, 'reading.md'), 'utf8');
  const operations = [...text.matchAll(/^```graphql\n(.*?)^```/gms)].map(([, operation]) => operation!);
  // What needs a variable depends on an earlier answer, such as a cursor.
  const complete = operations.filter((operation) => !/^query \w+\(.*!/.test(operation));
  expect(complete.length).toBeGreaterThan(12);
  for (const operation of complete) {
    const { data } = await demonstration.query(operation);
    expect(JSON.stringify(data)).not.toMatch(/^\{"\w+":(?:null|\[\])|"(?:nodes|edges)":\[\]/);
  }
});

test('the copy of all activities, page by page, misses none that editors retitle meanwhile', async () => {
  const operation = readFileSync(path.join(docs, 'operations/activity-export.graphql'), 'utf8');
  const { activities: all } = await demonstration.data(operation, {});
  const copied: string[] = [];
  for (let after: string | null = null, isLast = false; !isLast;) {
    const { activities: page } = await demonstration.data(operation, { first: 3, after });
    copied.push(...page.nodes.map(({ id }: { id: string }) => id));
    after = page.pageInfo.endCursor;
    isLast = !page.pageInfo.hasNextPage;
    const left = all.nodes.find(({ id }: { id: string }) => !copied.includes(id));
    if (left === undefined) continue;
    const { node } = await demonstration.data(
      'query ($id: ID!) { node(id: $id) { ... on Activity { publication { version } } } }',
      { id: left.id },
      editor,
    );
    await mutationsOf(demonstration, 'updateActivity', editor).done(
      { id: left.id, version: node.publication.version, title: 'A' },
      '__typename',
    );
  }

  expect(copied).toEqual(all.nodes.map(({ id }: { id: string }) => id));
});
