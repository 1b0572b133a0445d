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

/** A recipe of the cookbook: its question, operation and variables, and the response to them. */
interface Recipe {
  readonly question: string;
  readonly file: string;
  readonly operation: string;
  readonly answers: readonly { readonly variables: Record<string, unknown>; readonly shown: unknown }[];
}

const recipes = readFileSync(path.join(docs, 'cookbook.md'), 'utf8').split(/^## /m).slice(1).map(parseRecipe);

function parseRecipe(text: string): Recipe {
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(([, language, content]) => ({
    language,
    content: content!,
  }));
  const values = blocks
    .filter(({ language }) => language === 'json')
    .map(({ content }) => JSON.parse(content) as unknown);
  return {
    question: text.slice(0, text.indexOf('\n')),
    file: /\]\(operations\/([^)]+)\)/.exec(text)?.[1] ?? '',
    operation: blocks.find(({ language }) => language === 'graphql')?.content ?? '',
    answers: Array.from({ length: values.length / 2 }, (_, number) => ({
      variables: values[2 * number] as Record<string, unknown>,
      shown: values[2 * number + 1],
    })),
  };
}

/** Reduces the response to what the recipe shows: the first items of a list, some fields of an object. */
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
const asksExample = ({ file }: Recipe): boolean => file.startsWith('figures/');

let demonstration: TestServer;
let example: TestServer;

beforeAll(async () => {
  demonstration = await startTestServer();
  example = await startTestServer({ DEMO_DATA: 'false' });
  await enterExampleFigures(example);
});

afterAll(() => Promise.all([demonstration.close(), example.close()]));

test('the cookbook has every operation of docs/operations, each in one recipe', () => {
  expect(recipes.length).toBeGreaterThanOrEqual(32);
  expect(recipes.map(({ file }) => file).sort()).toEqual(operationFiles.sort());
});

test.each(recipes)("$question: the text is the file's, and the response is as shown", async (recipe) => {
  const { file, operation, answers } = recipe;
  const server = asksExample(recipe) ? example : demonstration;
  expect(operation).toBe(readFileSync(path.join(docs, 'operations', file), 'utf8'));
  expect(answers).not.toEqual([]);
  for (const { variables, shown } of answers) {
    const data = await server.data(operation, variables);

    expect(shownPart(data, shown)).toEqual(shown);
  }
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
