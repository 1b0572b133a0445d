import { sql } from '../../../src/database/sql/sql';
import { type Factories, factories, make } from '../../support/factories';
import { runDuringUncommittedWrites } from '../../support/interleaving';
import { mutationsOf } from '../../support/mutations';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { editor } from '../../support/viewers';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const create = (input: object): Promise<Answer> =>
  mutationsOf(server, 'createActivity', editor).sent(
    { title: 'A seminar', summary: 'S', ...input },
    'activity { id slug }',
  );

const update = (input: object): Promise<Answer> =>
  mutationsOf(server, 'updateActivity', editor).sent(input, 'activity { id }');

const problemsOf = ({ errors }: Answer) =>
  errors?.map(({ extensions }) => {
    const { code, fields = [] } = extensions as { code: string; fields?: { path: string; code: string }[] };
    return [code, ...fields.map((field) => `${field.path} ${field.code}`)];
  });

async function count(slug: string): Promise<number> {
  const rows = await server.app.database.read.query(sql`SELECT id FROM activity WHERE slug LIKE ${`${slug}%`}`);
  return rows.length;
}

describe('a slug or code that a concurrent change is about to take', () => {
  test('is taken for a new item', async () => {
    const answer = await runDuringUncommittedWrites(
      server,
      (manager) => factories(manager).activity({ slug: 'wanted', operativeDimension: { code: 'W1' } }),
      () => create({ slug: 'wanted', code: 'W1' }),
    );

    expect(problemsOf(answer)).toEqual([['BAD_USER_INPUT', 'input.slug TAKEN', 'input.code TAKEN']]);
    expect(await count('wanted')).toBe(1);
  });

  test('is taken for a change of an item', async () => {
    const { globalId: id, slug } = await make(server.app, (made) => made.activity());

    const answer = await runDuringUncommittedWrites(
      server,
      (manager) => factories(manager).activity({ slug: 'wanted-too' }),
      () => update({ id, version: 1, slug: 'wanted-too', title: 'Renamed' }),
    );

    expect(problemsOf(answer)).toEqual([['BAD_USER_INPUT', 'input.slug TAKEN']]);
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Activity { slug publication { version } } } }',
      { id },
      editor,
    );
    expect(node).toEqual({ slug, publication: { version: 1 } });
  });

  test('goes to one of many, and all others get TAKEN', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => create({ slug: 'one-of-many' })));

    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    expect(answers.flatMap((answer) => problemsOf(answer) ?? [])).toEqual(
      Array.from({ length: 11 }, () => ['BAD_USER_INPUT', 'input.slug TAKEN']),
    );
    expect(await count('one-of-many')).toBe(1);
  });

  test('is executed once for one clientMutationId, even if many calls arrive at once', async () => {
    const input = { slug: 'under-one-name', clientMutationId: 'races: one name' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(input)));

    expect(new Set(answers.map(({ data }) => data!['answer'].activity.id)).size).toBe(1);
    expect(await count('under-one-name')).toBe(1);
  });
});

test('many items with one title that are created at once all get different slugs', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => create({ title: 'The same title' })));

  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
  expect(new Set(answers.map(({ data }) => data!['answer'].activity.slug)).size).toBe(40);
});

test.each([
  ['region', (made: Factories) => made.region({ code: 'GOING' }), 'DELETE FROM region'],
  // The column of this reference has no foreign key.
  ['reportingOrganisation', (made: Factories) => made.organisation({ slug: 'GOING' }), 'DELETE FROM organisation'],
] as const)('a reference in %s to an entry that is being deleted is unknown', async (field, entry, deletion) => {
  await make(server.app, async (made) => {
    await entry(made);
  });

  const answer = await runDuringUncommittedWrites(
    server,
    (manager) => manager.query(deletion),
    () => create({ slug: 'of-an-entry', [field]: 'GOING' }),
  );

  expect(problemsOf(answer)).toEqual([['BAD_USER_INPUT', `input.${field} UNKNOWN`]]);
  expect(await count('of-an-entry')).toBe(0);
});

test('a reference to an entry that is being renamed is unknown', async () => {
  await make(server.app, (made) => made.programme({ slug: 'old-name' }));

  const answer = await runDuringUncommittedWrites(
    server,
    (manager) => manager.sql`UPDATE programme SET slug = 'new-name' WHERE slug = 'old-name'`,
    () => create({ slug: 'of-a-programme', programme: 'old-name' }),
  );

  expect(problemsOf(answer)).toEqual([['BAD_USER_INPUT', 'input.programme UNKNOWN']]);
  expect(await count('of-a-programme')).toBe(0);
});

test('renaming an entry that a list names while the item is written is a conflict', async () => {
  await make(server.app, async (made) => {
    await made.network({ slug: 'a-network' });
    await made.organisation({ slug: 'its-old-name' });
  });

  // The first list refers to the network. Both lists pass the checks, and then the first one waits for the row of the network.
  const answer = await runDuringUncommittedWrites(
    server,
    async (manager) => {
      await manager.sql`UPDATE network SET slug = 'another-name' WHERE slug = 'a-network'`;
      await manager.sql`UPDATE organisation SET slug = 'its-new-name' WHERE slug = 'its-old-name'`;
    },
    () =>
      create({
        slug: 'of-two-lists',
        networks: ['a-network'],
        organisations: [{ organisation: 'its-old-name', role: 'HOST' }],
      }),
  );

  // On SQLite units of work do not meet.
  expect(problemsOf(answer)).toEqual(
    __DATABASE__ === 'postgres'
      ? [['CONFLICT']]
      : [['BAD_USER_INPUT', 'input.networks.0 UNKNOWN', 'input.organisations.0.organisation UNKNOWN']],
  );
  expect(await count('of-two-lists')).toBe(0);
});

test('of accounts that are created at once for one email address one is created, and the others get TAKEN', async () => {
  const input = { email: 'one@example.org', name: 'One', role: 'EDITOR', password: 'quiet otters read minutes' };
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => mutationsOf(server, 'createAccount').sent(input, 'account { id }')),
  );

  expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
  expect(answers.flatMap((answer) => problemsOf(answer) ?? [])).toEqual(
    Array.from({ length: 3 }, () => ['BAD_USER_INPUT', 'input.email TAKEN']),
  );
});
