import { Role } from '../../../src/core/access/role';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { type Factories, make, publication } from '../../support/factories';
import { mutationsOf, type Refusal } from '../../support/mutations';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../support/viewers';

/** A publishable type whose content lists other items, some of which an editor of one network does not see. */
interface Kind {
  readonly type: 'Activity' | 'NewsItem';
  readonly field: 'networks' | 'activities';
  readonly listed: 'Network' | 'Activity';
  readonly table: 'network' | 'activity';
}

/** Slugs of what may be listed. */
interface Slugs {
  /** Of the editor's network. */
  readonly own: string;
  readonly public: string;
  readonly hidden: string;
  readonly alsoHidden: string;
}

const kinds: Kind[] = [
  { type: 'Activity', field: 'networks', listed: 'Network', table: 'network' },
  { type: 'NewsItem', field: 'activities', listed: 'Activity', table: 'activity' },
];

let server: TestServer;
let networkId: number;
let slugs: Slugs;
let made = 0;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

afterAll(() => server.close());

const ofOne = (): TestViewer => viewerOf(Role.EDITOR, { networkId });

/** In the order of their names, as sets are read. */
async function makeListed(create: Factories, { listed }: Kind): Promise<Slugs> {
  made += 1;
  const hidden = { publication: publication(PublicationState.DRAFT) };
  const own = await create.network({ slug: `b-own-${made}` });
  networkId = own.id;
  if (listed === 'Network') {
    return {
      own: own.slug,
      public: (await create.network({ slug: `d-public-${made}` })).slug,
      hidden: (await create.network({ slug: `a-hidden-${made}`, ...hidden })).slug,
      alsoHidden: (await create.network({ slug: `c-hidden-${made}`, ...hidden })).slug,
    };
  }
  const activity = await create.activity({ slug: `b-own-${made}` });
  await create.takesPart(activity, own);
  return {
    own: activity.slug,
    public: (await create.activity({ slug: `d-public-${made}` })).slug,
    hidden: (await create.activity({ slug: `a-hidden-${made}`, ...hidden })).slug,
    alsoHidden: (await create.activity({ slug: `c-hidden-${made}`, ...hidden })).slug,
  };
}

describe.each(kinds)('the $field of a $type', (kind) => {
  const { type, field, listed, table } = kind;
  const texts = type === 'Activity' ? { title: 'T', summary: 'S' } : { title: 'T', excerpt: 'E' };
  const item = `${type[0]!.toLowerCase()}${type.slice(1)}`;

  beforeEach(async () => {
    slugs = await make(server.app, (create) => makeListed(create, kind));
  });

  async function created(list: string[], asker: TestViewer = editor): Promise<string> {
    const create = mutationsOf(server, `create${type}`, asker);
    return (await create.done({ ...texts, [field]: list }, `${item} { id }`))[item].id;
  }

  async function attempt(verb: string, input: object, asker: TestViewer = editor): Promise<Refusal | undefined> {
    const { errors } = await mutationsOf(server, verb, asker).sent(input);
    return errors?.[0]?.extensions as Refusal | undefined;
  }

  /** The whole list, whether visible or not. */
  async function stored(id: string): Promise<string[]> {
    const { node } = await server.data(
      `query ($id: ID!) { node(id: $id) { ... on ${type} { ${field} { slug } } } }`,
      { id },
      editor,
    );
    return node[field].map(({ slug }: { slug: string }) => slug).sort();
  }

  const historyOf = `query ($id: ID!) { node(id: $id) { ... on ${type} {
    history { nodes { id version changes { field from to } } }
  } } }`;

  /** What the history says of the list, the newest change first. */
  async function changes(id: string, asker: TestViewer): Promise<unknown[]> {
    const { node } = await server.data(historyOf, { id }, asker);
    return node.history.nodes.map(({ changes: all }: { changes: { field: string }[] }) =>
      all.filter((change) => change.field === field),
    );
  }

  const change = (from: string[] | null, to: string[] | null) => ({
    field,
    from: from && JSON.stringify(from),
    to: to && JSON.stringify(to),
  });

  /** Changes a listed row, but not the item that lists it. */
  async function alter(slug: string, column: string, value: string): Promise<void> {
    await server.app.database.write((manager) =>
      manager.query(`UPDATE ${table} SET ${column} = '${value}' WHERE slug = '${slug}'`),
    );
  }

  test('are shown in the history as far as the reader sees them', async () => {
    const id = await created([slugs.own, slugs.hidden]);
    await attempt(`update${type}`, { id, version: 1, [field]: [slugs.own, slugs.hidden, slugs.alsoHidden] });
    await attempt(`update${type}`, { id, version: 2, [field]: [slugs.own, slugs.public, slugs.alsoHidden] });

    expect(await changes(id, ofOne())).toEqual([
      [change([slugs.own], [slugs.own, slugs.public])],
      [],
      [change(null, [slugs.own])],
    ]);
    expect(await changes(id, editor)).toEqual([
      [change([slugs.hidden, slugs.own, slugs.alsoHidden], [slugs.own, slugs.alsoHidden, slugs.public])],
      [change([slugs.hidden, slugs.own], [slugs.hidden, slugs.own, slugs.alsoHidden])],
      [change(null, [slugs.hidden, slugs.own])],
    ]);
  });

  test('are shown as far as the reader sees them also in a revision that is read by its id', async () => {
    const id = await created([slugs.own, slugs.hidden]);
    const { node } = await server.data(historyOf, { id }, editor);
    const byId = 'query ($id: ID!) { node(id: $id) { ... on Revision { changes { field from to } } } }';

    const { node: entry } = await server.data(byId, { id: node.history.nodes[0].id }, ofOne());

    expect(entry.changes).toContainEqual(change(null, [slugs.own]));
    expect(JSON.stringify(entry)).not.toContain('hidden');
  });

  test('are not shown under a former name of a hidden row', async () => {
    const id = await created([slugs.own, slugs.hidden]);
    await alter(slugs.hidden, 'slug', `${slugs.hidden}-renamed`);

    expect(await changes(id, ofOne())).toEqual([[change(null, [slugs.own])]]);
    expect(await changes(id, editor)).toEqual([[change(null, [slugs.hidden, slugs.own])]]);
  });

  test('are neither shown nor reverted under the name of a hidden row that a visible row has by now', async () => {
    const id = await created([slugs.own, slugs.hidden]);
    await attempt(`update${type}`, { id, version: 1, [field]: [slugs.own] });
    await alter(slugs.hidden, 'slug', `${slugs.hidden}-renamed`);
    await make(server.app, async (create) => {
      await create[table]({ slug: slugs.hidden });
    });

    expect(await changes(id, ofOne())).toEqual([[], [change(null, [slugs.own])]]);
    expect(await attempt(`revert${type}`, { id, version: 2, to: 1 }, ofOne())).toBeUndefined();
    expect(await stored(id)).toEqual([slugs.own]);
  });

  test('stay as they are when a reader reverts, also if one of them has the former name of an earlier one', async () => {
    const id = await created([slugs.own, slugs.public]);
    await attempt(`update${type}`, { id, version: 1, [field]: [slugs.own] });
    await alter(slugs.public, 'slug', `${slugs.public}-renamed`);
    await make(server.app, async (create) => {
      await create[table]({ slug: slugs.public });
    });
    await attempt(`update${type}`, { id, version: 2, title: 'Other', [field]: [slugs.own, slugs.public] });

    expect(await attempt(`revert${type}`, { id, version: 3, to: 1 }, ofOne())).toBeUndefined();
    expect(await stored(id)).toEqual([slugs.public, slugs.own].sort());
    expect((await changes(id, editor))[0]).toEqual([]);
  });

  test('are shown under their former name if the reader sees them', async () => {
    const id = await created([slugs.own, slugs.public]);
    await alter(slugs.public, 'slug', `${slugs.public}-renamed`);

    expect(await changes(id, ofOne())).toEqual([[change(null, [slugs.own, slugs.public])]]);
  });

  test('are read for 20 revisions with as many statements as for one', async () => {
    const one = await created([slugs.own, slugs.hidden]);
    const many = await created([slugs.own, slugs.hidden]);
    for (let version = 1; version < 20; version++) {
      const list = [slugs.own, ...(version % 2 === 0 ? [slugs.hidden] : [slugs.public])];
      expect(await attempt(`update${type}`, { id: many, version, [field]: list })).toBeUndefined();
    }

    const ofOneEntry = await server.statementsOf(() => server.data(historyOf, { id: one }, ofOne()));
    const ofMany = await server.statementsOf(() => server.data(historyOf, { id: many }, ofOne()));

    expect(await changes(many, ofOne())).toHaveLength(20);
    expect(ofMany).toHaveLength(ofOneEntry.length);
  });

  test('are replaced as far as the editor sees them, and only by unbound editors', async () => {
    const id = await created([slugs.own, slugs.public, slugs.hidden, slugs.alsoHidden]);

    const problem = await attempt(`update${type}`, { id, version: 1, [field]: [slugs.own] }, ofOne());

    expect(problem?.code).toBe('FORBIDDEN');
    expect(await stored(id)).toEqual([slugs.hidden, slugs.own, slugs.alsoHidden, slugs.public]);
    expect(await changes(id, ofOne())).toEqual([[change(null, [slugs.own, slugs.public])]]);
  });

  test('cannot get rows of other networks, although the editor sees them', async () => {
    const id = await created([slugs.own, slugs.hidden]);

    const problem = await attempt(`update${type}`, { id, version: 1, [field]: [slugs.own, slugs.public] }, ofOne());

    expect(problem?.code).toBe('FORBIDDEN');
    expect(await stored(id)).toEqual([slugs.hidden, slugs.own]);
  });

  test('do not change, nor does the version, if the editor sends the visible part again', async () => {
    const id = await created([slugs.own, slugs.public, slugs.hidden]);

    await attempt(`update${type}`, { id, version: 1, [field]: [slugs.public, slugs.own] }, ofOne());

    expect(await changes(id, editor)).toHaveLength(1);
  });

  test('do not change when another field changes or the item is published', async () => {
    const id = await created([slugs.own, slugs.hidden]);

    expect(await attempt(`update${type}`, { id, version: 1, title: 'Changed' }, ofOne())).toBeUndefined();
    expect(await attempt(`publish${type}`, { id, version: 2 }, ofOne())).toBeUndefined();

    expect(await stored(id)).toEqual([slugs.hidden, slugs.own]);
    expect(await changes(id, editor)).toEqual([[], [], [change(null, [slugs.hidden, slugs.own])]]);
  });

  test('are not revealed by naming them: the answer for a listed hidden row is that for a missing one', async () => {
    const id = await created([slugs.own, slugs.hidden]);

    for (const slug of [slugs.hidden, slugs.alsoHidden, 'nothing']) {
      for (const list of [
        [slugs.own, slug],
        [slugs.own, slug, slug],
      ]) {
        const problem = await attempt(`update${type}`, { id, version: 1, [field]: list }, ofOne());
        expect(problem).toMatchObject({
          code: 'BAD_USER_INPUT',
          fields: list.slice(1).map((_, index) => ({ path: `input.${field}.${index + 1}`, code: 'UNKNOWN' })),
        });
      }
    }
    expect(await changes(id, editor)).toHaveLength(1);
  });

  test("must keep one row of the editor's network", async () => {
    const id = await created([slugs.own, slugs.public, slugs.hidden]);

    for (const list of [[], [slugs.public], null]) {
      expect(await attempt(`update${type}`, { id, version: 1, [field]: list }, ofOne())).toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await stored(id)).toEqual([slugs.hidden, slugs.own, slugs.public]);
  });

  test('are reverted as far as the editor may change them: hidden rows neither appear nor disappear', async () => {
    const id = await created([slugs.own, slugs.public, slugs.hidden]);
    await attempt(`update${type}`, { id, version: 1, [field]: [slugs.own, slugs.alsoHidden], title: 'Changed' });

    expect(await attempt(`revert${type}`, { id, version: 2, to: 1 }, ofOne())).toBeUndefined();

    expect(await stored(id)).toEqual([slugs.own, slugs.alsoHidden]);
  });

  test('are completely reverted by an unbound editor', async () => {
    const id = await created([slugs.own, slugs.public, slugs.hidden]);
    await attempt(`update${type}`, { id, version: 1, [field]: [slugs.own, slugs.alsoHidden] });

    expect(await attempt(`revert${type}`, { id, version: 2, to: 1 })).toBeUndefined();

    expect(await stored(id)).toEqual([slugs.hidden, slugs.own, slugs.public]);
  });

  test('keep rows in the trash, which reappear when they are restored', async () => {
    const { nodes } = await server
      .data(`{ ${listed === 'Network' ? 'networks' : 'activities'}(first: 100) { nodes { id slug } } }`, {}, editor)
      .then((data) => Object.values(data)[0]);
    const gone = nodes.find(({ slug }: { slug: string }) => slug === slugs.public).id;
    const id = await created([slugs.own, slugs.public]);
    await attempt(`delete${listed}`, { id: gone, version: 1 });

    expect(await attempt(`update${type}`, { id, version: 1, [field]: [slugs.hidden] })).toBeUndefined();
    expect(await attempt(`revert${type}`, { id, version: 2, to: 1 })).toBeUndefined();
    expect(await attempt(`update${type}`, { id, version: 3, [field]: null })).toBeUndefined();
    expect(await stored(id)).toEqual([]);

    await attempt(`restore${listed}`, { id: gone, version: 2 });
    expect(await stored(id)).toEqual([slugs.public]);
  });

  test('can be changed by an editor whose own rows are in the trash', async () => {
    const id = await created([slugs.own]);
    await alter(slugs.own, 'publication_state', PublicationState.ARCHIVED);
    await alter(slugs.own, 'deleted_at', '2026-01-01T00:00:00.000Z');

    expect(await attempt(`update${type}`, { id, version: 1, title: 'Changed' }, ofOne())).toBeUndefined();
  });
});
