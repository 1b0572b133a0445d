import { sql } from '../../../src/database/sql/sql';
import { TrashPurge } from '../../../src/modules/editorial/trash.purge';
import { FileLeases } from '../../../src/modules/files/file-leases';
import { type Factories, make } from '../../support/factories';
import { mutationsOf, placesOf, type Refusal } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, type TestViewer } from '../../support/viewers';

/** A field with which items of a type refer to one other row or to a set of rows. */
interface Kind {
  readonly type: 'Activity' | 'NewsItem' | 'Network';
  readonly field: string;
  readonly isSet: boolean;
  readonly table: string;
  readonly column: 'slug' | 'code';
  readonly make: (create: Factories, name: string) => Promise<unknown>;
  /** An entry of the field that refers to the row with the name, if it is more than the name. */
  readonly entry?: (name: string) => object;
}

const kinds: Kind[] = [
  {
    type: 'Activity',
    field: 'networks',
    isSet: true,
    table: 'network',
    column: 'slug',
    make: (create, slug) => create.network({ slug }),
  },
  {
    type: 'Activity',
    field: 'programme',
    isSet: false,
    table: 'programme',
    column: 'slug',
    make: (create, slug) => create.programme({ slug }),
  },
  {
    type: 'Activity',
    field: 'component',
    isSet: false,
    table: 'component',
    column: 'code',
    make: async (create, code) => create.component({ code, programmeId: (await create.programme()).id }),
  },
  {
    type: 'Activity',
    field: 'region',
    isSet: false,
    table: 'region',
    column: 'code',
    make: (create, code) => create.region({ code }),
  },
  {
    type: 'Activity',
    field: 'organisations',
    isSet: true,
    table: 'organisation',
    column: 'slug',
    make: (create, slug) => create.organisation({ slug }),
    entry: (organisation) => ({ organisation, role: 'HOST' }),
  },
  {
    type: 'NewsItem',
    field: 'activities',
    isSet: true,
    table: 'activity',
    column: 'slug',
    make: (create, slug) => create.activity({ slug }),
  },
  {
    type: 'Network',
    field: 'supportedBy',
    isSet: true,
    table: 'organisation',
    column: 'slug',
    make: (create, slug) => create.organisation({ slug }),
  },
];

const texts = {
  Activity: { title: 'T', summary: 'S' },
  NewsItem: { title: 'T', excerpt: 'E' },
  Network: { name: 'T' },
};

let server: TestServer;
let made = 0;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

type Type = Kind['type'];

async function created(type: Type, input: object): Promise<string> {
  const item = `${type[0]!.toLowerCase()}${type.slice(1)}`;
  const create = mutationsOf(server, `create${type}`, editor);
  return (await create.done({ ...texts[type], ...input }, `${item} { id }`))[item].id;
}

/** Does a mutation; gives what its error says, or undefined when it was done. */
async function attempt(name: string, input: object, asker: TestViewer = editor): Promise<Refusal | undefined> {
  const { errors } = await mutationsOf(server, name, asker).sent(input);
  return errors?.[0]?.extensions as Refusal | undefined;
}

/** What each version changed, the newest first. */
async function changes(type: Type, id: string): Promise<object[][]> {
  const query = `query ($id: ID!) { node(id: $id) { ... on ${type} {
    history { nodes { changes { field from to } } }
  } } }`;
  const { node } = await server.data(query, { id }, editor);
  return node.history.nodes.map((entry: { changes: object[] }) => entry.changes);
}

/** Removes the ids of references from a revision, as in early histories. */
async function forgetReferences(type: Type, id: string): Promise<void> {
  const itemId = Number(Buffer.from(id, 'base64url').toString().split(':')[1]);
  const rows = await server.app.database.read.query<{ id: number; state: string }>(
    sql`SELECT id, state FROM revision WHERE type = ${type} AND item_id = ${itemId}`,
  );
  await server.app.database.write(async (manager) => {
    for (const row of rows) {
      const { references, ...state } = JSON.parse(row.state) as { references: unknown };
      expect(references).toEqual(expect.any(Array));
      await manager.sql`UPDATE revision SET state = ${JSON.stringify(state)} WHERE id = ${row.id}`;
    }
  });
}

describe.each(kinds)('the $field of a $type', ({ type, field, isSet, table, column, make: makeOne, entry }) => {
  const text = type === 'Network' ? 'name' : 'title';
  let name: string;
  let id: string;

  beforeEach(async () => {
    name = `was-${++made}`;
    await make(server.app, (create) => makeOne(create, name));
    id = await created(type, { [field]: isSet ? [entryOf(name)] : name });
  });

  const entryOf = (one: string) => entry?.(one) ?? one;
  const said = (one: string) => JSON.stringify(isSet ? [entryOf(one)] : one);
  const rename = (to: string) =>
    server.app.database.write((manager) =>
      manager.query(`UPDATE ${table} SET ${column} = '${to}' WHERE ${column} = '${name}'`),
    );
  const clear = () => attempt(`update${type}`, { id, version: 1, [field]: null });
  const revert = () => attempt(`revert${type}`, { id, version: 2, to: 1 });

  test('do not change with another field after one of them was renamed', async () => {
    await rename(`${name}-renamed`);

    await attempt(`update${type}`, { id, version: 1, [text]: 'First' });
    await attempt(`update${type}`, { id, version: 2, [text]: 'Second' });

    const [second, first, creation] = await changes(type, id);
    expect(second).toEqual([{ field: text, from: '"First"', to: '"Second"' }]);
    expect(first).toEqual([{ field: text, from: '"T"', to: '"First"' }]);
    expect(creation).toContainEqual({ field, from: null, to: said(name) });
  });

  test('are shown in the history under their names before the change, if they change after a renaming', async () => {
    await rename(`${name}-renamed`);

    await clear();

    expect((await changes(type, id))[0]).toEqual([{ field, from: said(`${name}-renamed`), to: null }]);
  });

  test('are reverted under their present names, although other rows have the former names', async () => {
    await clear();
    await rename(`${name}-renamed`);
    await make(server.app, (create) => makeOne(create, name));

    expect(await revert()).toBeUndefined();

    expect((await changes(type, id))[0]).toEqual([{ field, from: null, to: said(`${name}-renamed`) }]);
  });

  test('are not reverted if they were deleted and other rows have their names', async () => {
    await clear();
    await server.app.database.write((manager) => manager.query(`DELETE FROM ${table} WHERE ${column} = '${name}'`));
    await make(server.app, (create) => makeOne(create, name));

    expect(await revert()).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: `input.${field}${isSet ? '.0' : ''}${entry ? `.${table}` : ''}`, code: 'UNKNOWN' }],
    });
    expect(await changes(type, id)).toHaveLength(2);
  });

  test('are reverted by name from a history without ids', async () => {
    await clear();
    await forgetReferences(type, id);
    expect(await revert()).toBeUndefined();
    expect((await changes(type, id))[0]).toEqual([{ field, from: null, to: said(name) }]);
  });
});

test('a revert to a name that another row has by now is refused, not ignored', async () => {
  await make(server.app, (create) => create.network({ slug: 'passing' }));
  const id = await created('Activity', { networks: ['passing'] });
  await attempt('updateActivity', { id, version: 1, networks: [] });
  await server.app.database.write((manager) => manager.query(`DELETE FROM network WHERE slug = 'passing'`));
  await make(server.app, (create) => create.network({ slug: 'passing' }));
  await attempt('updateActivity', { id, version: 2, networks: ['passing'] });

  expect(await attempt('revertActivity', { id, version: 3, to: 1 })).toMatchObject({
    fields: [{ path: 'input.networks.0', code: 'UNKNOWN' }],
  });
});

test('a revert reports deleted, renamed and invalid references at once', async () => {
  await make(server.app, async (create) => {
    for (const slug of ['gone-1', 'gone-2']) await create.network({ slug });
  });
  const id = await created('Activity', { slug: 'once-mine', networks: ['gone-1', 'gone-2'] });
  await attempt('updateActivity', { id, version: 1, slug: 'mine-now', networks: [] });
  await created('Activity', { slug: 'once-mine' });
  await server.app.database.write((manager) => manager.query(`DELETE FROM network WHERE slug LIKE 'gone-%'`));
  await make(server.app, (create) => create.network({ slug: 'gone-1' }));

  const refusal = await mutationsOf(server, 'revertActivity', editor).refused({ id, version: 2, to: 1 });

  expect(placesOf(refusal)).toEqual([
    ['input.networks.0', 'UNKNOWN'],
    ['input.slug', 'TAKEN'],
    ['input.networks.1', 'UNKNOWN'],
  ]);
});

test('a revert that differs only in the order of new names changes nothing', async () => {
  await make(server.app, async (create) => {
    for (const slug of ['order-a', 'order-b']) await create.network({ slug });
  });
  const id = await created('Activity', { networks: ['order-a', 'order-b'] });
  await server.app.database.write((manager) =>
    manager.query(`UPDATE network SET slug = 'order-z' WHERE slug = 'order-a'`),
  );

  expect(await attempt('revertActivity', { id, version: 1, to: 1 })).toBeUndefined();

  expect(await changes('Activity', id)).toHaveLength(1);
});

test('the institutions of memberships do not change with another field, and are reverted under their present names', async () => {
  await make(server.app, (create) => create.organisation({ slug: 'prosecutor' }));
  const id = await created('Network', {});
  const admission = { networkId: id, country: 'KG', kind: 'ACTIVE', institution: 'prosecutor' };
  await attempt('admitCountry', { ...admission, version: 1 });
  await server.app.database.write((manager) =>
    manager.query(`UPDATE organisation SET slug = 'prosecutor-general' WHERE slug = 'prosecutor'`),
  );
  await make(server.app, (create) => create.organisation({ slug: 'prosecutor' }));
  await attempt('updateNetwork', { id, version: 2, name: 'Renamed' });

  expect(await attempt('revertNetwork', { id, version: 3, to: 2 })).toBeUndefined();

  const [reverted, renamed] = await changes('Network', id);
  expect(renamed).toEqual([{ field: 'name', from: '"T"', to: '"Renamed"' }]);
  expect(reverted).toEqual([{ field: 'name', from: '"Renamed"', to: '"T"' }]);
});

test('a reference to a purged item is not recorded as a change by the next editor', async () => {
  const network = await make(server.app, (create) => create.network({ slug: 'purged' }));
  const id = await created('Activity', { networks: ['purged'] });
  await attempt('deleteNetwork', { id: network.globalId, version: 1 });
  const { database } = server.app;
  const leases = new FileLeases(database, { delete: () => Promise.resolve() }, () => new Date());
  await new TrashPurge(database, leases).purge(new Date().toISOString(), 0);

  await attempt('updateActivity', { id, version: 1, title: 'Another' });

  expect((await changes('Activity', id))[0]).toEqual([{ field: 'title', from: '"T"', to: '"Another"' }]);
});

test('a reference to a row that an administrator renamed is not recorded as a change by the next editor', async () => {
  const [region, network] = await make(server.app, async (create) => [
    await create.region({ code: 'BALKANS' }),
    await create.network({ slug: 'balkans' }),
  ]);
  const id = await created('Activity', { region: 'BALKANS', networks: ['balkans'] });
  await attempt('updateRegion', { id: region.globalId, version: 1, code: 'WEST' }, admin);
  await attempt('updateNetwork', { id: network.globalId, version: 1, slug: 'west' }, admin);

  await attempt('publishActivity', { id, version: 1 });

  expect((await changes('Activity', id))[0]).toEqual([
    { field: 'publication.state', from: '"DRAFT"', to: '"PUBLISHED"' },
  ]);
});
