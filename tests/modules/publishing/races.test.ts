import { sql } from '../../../src/database/sql/sql';
import { Region } from '../../../src/modules/catalogue/region/region.entity';
import { factories, make } from '../../support/factories';
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

test('a reference to an entry that is being deleted is unknown', async () => {
  const { id } = await make(server.app, (made) => made.region({ code: 'GOING' }));

  const answer = await runDuringUncommittedWrites(
    server,
    (manager) => manager.delete(Region, { id }),
    () => create({ slug: 'in-a-region', region: 'GOING' }),
  );

  expect(problemsOf(answer)).toEqual([['BAD_USER_INPUT', 'input.region UNKNOWN']]);
  expect(await count('in-a-region')).toBe(0);
});

test('renaming an entry while an item that names it is written is a conflict', async () => {
  await make(server.app, async (made) => {
    await made.programme({ slug: 'a-programme' });
    await made.network({ slug: 'old-name' });
  });

  // The first write refers to the programme. It passes the checks, and then waits for the programme's row.
  const answer = await runDuringUncommittedWrites(
    server,
    async (manager) => {
      await manager.sql`UPDATE programme SET slug = 'another-name' WHERE slug = 'a-programme'`;
      await manager.sql`UPDATE network SET slug = 'new-name' WHERE slug = 'old-name'`;
    },
    () => create({ slug: 'of-a-network', programme: 'a-programme', networks: ['old-name'] }),
  );

  // On SQLite units of work do not meet.
  expect(problemsOf(answer)).toEqual(
    __DATABASE__ === 'postgres'
      ? [['CONFLICT']]
      : [['BAD_USER_INPUT', 'input.programme UNKNOWN', 'input.networks.0 UNKNOWN']],
  );
  expect(await count('of-a-network')).toBe(0);
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
