import { mutationsOf } from '../../support/mutations';
import { createRandom } from '../../support/random';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const shown = 'activity { id publication { version } }';
const publications = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Activity { publication { version state } } } }';
const history = `query ($id: ID!) { node(id: $id) { ... on Activity {
  title summary publication { state version }
  history(first: 100) { nodes { version action changes { field to } } }
} } }`;

interface Publication {
  readonly version: number;
  readonly state: string;
}

interface Success {
  readonly version: number;
  readonly changes: Readonly<Record<string, string>>;
}

/** The content of an item after the successful changes, applied in the order of their versions. */
function replay(successes: readonly Success[]): Record<string, string> {
  return Object.assign({}, ...successes.map(({ changes }) => changes)) as Record<string, string>;
}

test('two hundred concurrent changes end as if they had run one after another, and the history has those that succeeded', async () => {
  const random = createRandom(5);
  const items: { id: string; successes: Success[] }[] = [];
  for (let number = 0; number < 8; number++) {
    const { activity } = await mutationsOf(server, 'createActivity', editor).done(
      { title: `T${number}`, summary: 'S' },
      shown,
    );
    const changes = { title: `T${number}`, summary: 'S', state: 'DRAFT' };
    items.push({ id: activity.id, successes: [{ version: 1, changes }] });
  }
  let conflicts = 0;
  /** Gives whether it came to an end: otherwise somebody else was faster. */
  const attempt = async (number: number, { version, state }: Publication): Promise<boolean> => {
    const item = items[number % items.length]!;
    const based = { id: item.id, version };
    const [mutation, input, changes] = random.pick([
      ['updateActivity', { ...based, title: `Title ${number}` }, { title: `Title ${number}` }],
      ['updateActivity', { ...based, summary: `Summary ${number}` }, { summary: `Summary ${number}` }],
      ['publishActivity', based, { state: 'PUBLISHED' }],
      ['unpublishActivity', based, { state: 'DRAFT' }],
    ] as const);
    const { data, errors } = await mutationsOf(server, mutation, editor).sent(input, shown);
    if (errors !== undefined) {
      const logged = server.log.filter(({ level }) => level === 50);
      expect([errors[0]!.extensions.code, logged]).toEqual(['CONFLICT', []]);
      conflicts += 1;
      return false;
    }
    // Publishing a published item changes nothing.
    const isChange = !('state' in changes) || changes.state !== state;
    if (isChange) item.successes.push({ version: version + 1, changes });
    // The answer is read after the change, and may show later ones.
    expect(data!.answer.activity.publication.version).toBeGreaterThanOrEqual(version + (isChange ? 1 : 0));
    return true;
  };
  let waiting = Array.from({ length: 200 }, (_, number) => number);
  while (waiting.length > 0) {
    // As clients do: read the version, write what is based on it, and read again when that is not the current one.
    const { nodes } = await server.data(publications, { ids: items.map(({ id }) => id) }, editor);
    const ended = await Promise.all(waiting.map((number) => attempt(number, nodes[number % items.length].publication)));
    waiting = waiting.filter((_, index) => !ended[index]);
  }

  expect(conflicts).toBeGreaterThan(200);
  for (const { id, successes } of items) {
    successes.sort((one, other) => one.version - other.version);
    const { node } = await server.data(history, { id }, editor);

    expect(successes.map(({ version }) => version)).toEqual(successes.map((_, index) => index + 1));
    expect(node.publication.version).toBe(successes.length);
    expect({ title: node.title, summary: node.summary, state: node.publication.state }).toEqual(replay(successes));
    expect(node.history.nodes.map(({ version }: Success) => version)).toEqual(
      successes.map(({ version }) => version).reverse(),
    );
  }
});
