import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Role } from '../../../src/core/access/role';
import { findKey } from '../../../src/core/types/global-id';
import { until } from '../../support/contents';
import { mutationsOf } from '../../support/mutations';
import { accountWithPassword, signedIn } from '../../support/sign-in';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor } from '../../support/viewers';

let server: TestServer;
let operator: Asker;

interface Item {
  readonly id: string;
  readonly type: string;
  readonly title: string | null;
  readonly keptBecause: 'CHANGED' | 'IN_USE' | null;
}

beforeEach(async () => {
  server = await startTestServer();
  const { email } = await accountWithPassword(server, { role: Role.ADMIN, email: 'operator@example.org' });
  operator = await signedIn(server, email);
});

afterEach(() => server.close());

const fields = 'id type title keptBecause';

async function items(asker = operator): Promise<Item[]> {
  return (await server.data(`{ demonstrationItems { ${fields} } }`, {}, asker)).demonstrationItems;
}

async function deleteAll(asker = operator, input: object = {}): Promise<Item[]> {
  return (await mutationsOf(server, 'deleteDemonstrationData', asker).done(input, `kept { ${fields} }`)).kept;
}

/** What exists, by kind, as an administrator sees it. */
async function totals(): Promise<Record<string, number>> {
  const found = await server.data(
    `{ activities { totalCount } news: newsItems { totalCount } networks { totalCount } organisations { totalCount }
      trash { totalCount } accounts { totalCount } programmes { id } regions { id } }`,
    {},
    operator,
  );
  return Object.fromEntries(
    Object.entries(found).map(([name, value]) => [name, Array.isArray(value) ? value.length : value.totalCount]),
  );
}

async function events(): Promise<object[]> {
  return (await server.data('{ accountEvents { nodes { action by email } } }', {}, operator)).accountEvents.nodes;
}

function ofType(found: readonly Item[], type: string): string[] {
  return found.filter((item) => item.type === type).map(({ title }) => title!);
}

test('deletes the whole demonstration with its accounts and files, once, and says who did it', async () => {
  const before = await items();
  expect(before.every(({ keptBecause }) => keptBecause === null)).toBe(true);
  expect(new Set(before.map(({ type }) => type)).size).toBe(10);
  expect(ofType(before, 'Account')).toHaveLength(4);
  expect(await totals()).toMatchObject({ activities: ofType(before, 'Activity').length, accounts: 5 });

  expect(await deleteAll(operator, { clientMutationId: 'once' })).toEqual([]);

  const nothing = { activities: 0, news: 0, networks: 0, organisations: 0, trash: 0, programmes: 0, regions: 0 };
  expect(await totals()).toEqual({ ...nothing, accounts: 1 });
  expect(await items()).toEqual([]);
  const stored = await readdir(path.join(server.directory, 'files'), { recursive: true, withFileTypes: true });
  expect(stored.filter((entry) => entry.isFile())).toEqual([]);
  const event = { action: 'DEMO_DATA_DELETED', by: 'operator@example.org', email: 'operator@example.org' };
  expect(await events()).toEqual([event]);

  expect(await deleteAll(operator, { clientMutationId: 'once' })).toEqual([]);
  expect(await deleteAll()).toEqual([]);
  expect(await events()).toEqual([event]);
});

test('listing it is charged for searching what needs each item', async () => {
  const lines = server.log.length;
  await items();
  await until(() => server.log.length > lines, 'the request is logged');

  // It takes 5 to 10 ms.
  expect(server.log.at(-1)!['cost']).toBeGreaterThan(5_000);
});

test('keeps what was changed and what content of the operator needs, and that content as it is', async () => {
  const found = await items();
  const idOf = (type: string, index = 0): string => found.filter((item) => item.type === type)[index]!.id;
  const { programme, network, organisation } = await server.data(
    `query ($programme: ID!, $network: ID!, $organisation: ID!) {
      programme: node(id: $programme) { ... on Programme { slug name } }
      network: node(id: $network) { ... on Network { slug name } }
      organisation: node(id: $organisation) { ... on Organisation { slug name } } }`,
    { programme: idOf('Programme'), network: idOf('Network'), organisation: idOf('Organisation') },
  );
  const [changed, reported, documented] = [idOf('NewsItem'), idOf('Activity', 3), idOf('Activity', 4)];
  const own = (
    await mutationsOf(server, 'createActivity', editor).done(
      {
        title: 'Own activity',
        summary: 'Of the operator.',
        programme: programme.slug,
        networks: [network.slug],
        organisations: [{ organisation: organisation.slug, role: 'PARTNER' }],
      },
      'activity { id }',
    )
  ).activity;
  const titleOf = (id: string): string => found.find((item) => item.id === id)!.title!;
  const slugOf = async (id: string): Promise<string> =>
    (await server.data('query ($id: ID!) { node(id: $id) { ... on Activity { slug } } }', { id })).node.slug;
  const news = { title: 'Own news', excerpt: 'About a demonstration.', activities: [await slugOf(reported)] };
  await mutationsOf(server, 'createNewsItem', editor).done(news, '__typename');
  await mutationsOf(server, 'createRestrictedDocument', editor).done(
    { activityId: documented, title: 'Own document', fileName: 'own.pdf' },
    '__typename',
  );
  await mutationsOf(server, 'updateNewsItem', editor).done(
    { id: changed, version: 1, title: 'Changed by an editor' },
    '__typename',
  );
  const read = (): Promise<object> =>
    server.data(
      `query ($id: ID!) { node(id: $id) { ... on Activity {
        title programme { name } networks { name } organisations { organisation { name } role } } } }`,
      { id: own.id },
      editor,
    );
  const before = await read();
  const foretold = (await items()).filter(({ keptBecause }) => keptBecause !== null);

  const kept = await deleteAll();

  expect(kept).toEqual(foretold);
  expect(await read()).toEqual(before);
  const reasons = new Map(kept.map(({ id, keptBecause }) => [id, keptBecause]));
  expect(reasons.get(changed)).toBe('CHANGED');
  expect([...reasons.values()].filter((reason) => reason === 'CHANGED')).toHaveLength(1);
  for (const id of [idOf('Programme'), idOf('Network'), idOf('Organisation'), reported, documented]) {
    expect([id, reasons.get(id)]).toEqual([id, 'IN_USE']);
  }
  expect(ofType(kept, 'Activity')).toEqual(expect.arrayContaining([titleOf(reported), titleOf(documented)]));
  // The news that was changed is about one activity or none.
  expect(ofType(kept, 'Activity').length).toBeLessThanOrEqual(3);
  expect(await totals()).toMatchObject({ activities: ofType(kept, 'Activity').length + 1, news: 2, accounts: 1 });

  // What has become free goes with the next call, also what an editor has moved to the trash.
  const remove = async (type: string, id: string, version: number): Promise<void> => {
    await mutationsOf(server, `delete${type}`, admin).done({ id, version }, '__typename');
  };
  await remove('NewsItem', changed, 2);
  const rest = await deleteAll();
  expect(rest.map(({ id }) => id)).not.toContain(changed);
  expect(rest.length).toBeLessThan(kept.length);
  expect(rest.every(({ keptBecause }) => keptBecause === 'IN_USE')).toBe(true);
  expect(await totals()).toMatchObject({ news: 1, trash: 0 });
});

test('keeps the account that calls it, and the last administrator', async () => {
  // An API key is no account that could sign in.
  await mutationsOf(server, 'deleteAccount', admin).done(await accountOf('operator@example.org'), '__typename');

  expect(await deleteAll(admin)).toMatchObject([
    { type: 'Account', title: 'admin@entente.example', keptBecause: 'IN_USE' },
  ]);
});

async function accountOf(email: string): Promise<{ id: string; version: number }> {
  const { accounts } = await server.data('{ accounts { nodes { id email version } } }', {}, admin);
  const { id, version } = accounts.nodes.find((account: { email: string }) => account.email === email);
  expect(findKey(id, 'Account')).not.toBeNull();
  return { id, version };
}

test('is FORBIDDEN to editors and to nobody, and then deletes nothing', async () => {
  const before = await totals();
  for (const asker of [editor, undefined]) {
    const listed = await server.query(`{ demonstrationItems { id } }`, {}, asker);
    expect(listed.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    const sent = 'mutation { deleteDemonstrationData(input: {}) { kept { id } } }';
    expect((await server.query(sent, {}, asker)).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  }
  expect(await totals()).toEqual(before);
});
