import { Role } from '../../../src/core/access/role';
import { DAY_MS } from '../../../src/core/time';
import { sql } from '../../../src/database/sql/sql';
import type { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { type PurgeReport, TrashPurge } from '../../../src/modules/editorial/trash.purge';
import { FileLeases } from '../../../src/modules/files/file-leases';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import {
  createDocument,
  createDocumentWith,
  downloadUrlOf,
  replaceFile,
  storageOf,
  storedFiles,
  textOf,
} from '../../support/contents';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { plansOf } from '../../support/query-plans';
import { startTestServer, type TestServer } from '../../support/test-server';
import { editor, type TestViewer, viewerOf } from '../../support/viewers';

let server: TestServer;
let casc: Network;

beforeEach(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRASH_DAYS: '10' });
  casc = await make(server.app, (create) => create.network({ name: 'CASC' }));
});

afterEach(() => server.close());

interface Item {
  readonly globalId: string;
}

/** Puts something into the trash that was changed so often. */
async function remove(kind: string, { globalId: id }: Item, version = 1): Promise<void> {
  await mutationsOf(server, `delete${kind}`, editor).done({ id, version }, 'deletedId');
}

async function restore({ globalId: id }: Item): Promise<void> {
  const restored = 'activity { publication { state } }';
  await mutationsOf(server, 'restoreActivity', editor).done({ id, version: 2 }, restored);
}

async function trash(args = '', asker: TestViewer = editor): Promise<Record<string, any>> {
  const fields = 'nodes { id type title deletedAt keptUntil version } totalCount pageInfo { hasNextPage endCursor }';
  return (await server.data(`{ trash${args} { ${fields} } }`, {}, asker)).trash;
}

async function titles(args = '', asker?: TestViewer): Promise<string[]> {
  return (await trash(args, asker)).nodes.map(({ title }: { title: string }) => title);
}

async function purge(days: number, files?: { delete: (key: string) => Promise<void> }): Promise<PurgeReport> {
  const storage = await storageOf(server);
  const leases = new FileLeases(server.app.database, files ?? storage.files, () => new Date());
  try {
    return await new TrashPurge(server.app.database, leases).purge(new Date().toISOString(), days);
  } finally {
    storage.close();
  }
}

/** Lets what is in the trash have been there for so many days. */
async function age(table: string, days: number): Promise<void> {
  const at = new Date(Date.now() - days * DAY_MS).toISOString();
  await server.app.database.write((manager) =>
    manager.query(`UPDATE ${table} SET deleted_at = '${at}' WHERE deleted_at IS NOT NULL`),
  );
}

async function count(table: string): Promise<number> {
  const { [table]: rows } = await counts(table);
  return rows!;
}

async function counts(...tables: string[]): Promise<Record<string, number>> {
  const entries = tables.map(async (table) => {
    const [row] = await server.app.database.write((manager) =>
      manager.query<{ rows: number | string }[]>(`SELECT count(*) AS rows FROM ${table}`),
    );
    return [table, Number(row!.rows)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** One of each kind, named after it, of the network. */
async function oneOfEach(): Promise<{ activity: Activity; items: [kind: string, item: Item][] }> {
  return make(server.app, async (create) => {
    const [gone, activity] = [await create.activity({ title: 'Activity' }), await create.activity()];
    await create.takesPart(gone, casc);
    await create.takesPart(activity, casc);
    const item = await create.newsItem({ title: 'News' });
    await create.reports(item, activity);
    return {
      activity,
      items: [
        ['Activity', gone],
        ['NewsItem', item],
        ['Network', await create.network({ name: 'Network' })],
        ['RestrictedDocument', await create.document({ activityId: activity.id, title: 'Document' })],
      ],
    };
  });
}

test('the trash and the unpublished items share the fields of PublishableSummary', async () => {
  const [deleted, draft] = await make(server.app, async (create) => [
    await create.activity({ title: 'Deleted', originalLocale: 'ru' }),
    await create.network({ name: 'Draft', publication: publication(PublicationState.DRAFT) }),
  ]);
  await remove('Activity', deleted);

  const { trash: found, unpublished } = await server.data(
    `fragment Summary on PublishableSummary { id type title originalLocale }
    query { trash { nodes { ...Summary } } unpublished { nodes { ...Summary } } }`,
    {},
    editor,
  );

  expect(found.nodes).toEqual([{ id: deleted.globalId, type: 'ACTIVITY', title: 'Deleted', originalLocale: 'ru' }]);
  expect(unpublished.nodes).toEqual([{ id: draft.globalId, type: 'NETWORK', title: 'Draft', originalLocale: 'en' }]);
});

describe('the trash', () => {
  test('lists items of every type, the latest first, page by page', async () => {
    const { items } = await oneOfEach();
    for (const [kind, item] of items) {
      await remove(kind, item);
      server.pass(1000);
    }

    const all = await trash();
    expect(all).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: false } });
    expect(all.nodes).toMatchObject(
      [
        { type: 'RESTRICTED_DOCUMENT', title: 'Document', version: 2 },
        { type: 'NETWORK', title: 'Network', version: 2 },
        { type: 'NEWS_ITEM', title: 'News', version: 2 },
        { type: 'ACTIVITY', title: 'Activity', version: 2 },
      ].map((item, index) => ({ ...item, id: items[3 - index]![1].globalId })),
    );
    const [{ deletedAt, keptUntil }] = all.nodes;
    expect(Date.parse(keptUntil) - Date.parse(deletedAt)).toBe(10 * DAY_MS);

    const first = await trash('(first: 3)');
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(await titles(`(first: 3, after: "${first.pageInfo.endCursor}")`)).toEqual(['Activity']);
  });

  test('lists items that were deleted at the same time once across pages', async () => {
    for (const [kind, item] of (await oneOfEach()).items) await remove(kind, item);
    for (const table of ['activity', 'news_item', 'network', 'restricted_document']) await age(table, 1);
    await server.app.database.write((manager) =>
      manager.query(
        `UPDATE activity SET deleted_at = (SELECT max(deleted_at) FROM network) WHERE deleted_at IS NOT NULL`,
      ),
    );
    const seen: string[] = [];
    for (let after = ''; seen.length < 5;) {
      const page = await trash(`(first: 1${after})`);
      seen.push(...page.nodes.map(({ title }: { title: string }) => title));
      if (!page.pageInfo.hasNextPage) break;
      after = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(seen.sort()).toEqual(['Activity', 'Document', 'Network', 'News']);
  });

  test('shows an editor of one network the items of that network', async () => {
    const { items } = await oneOfEach();
    for (const [kind, item] of items) await remove(kind, item);
    const others = await make(
      server.app,
      async (create) => [await create.activity(), await create.newsItem()] as const,
    );
    await remove('Activity', others[0]);
    await remove('NewsItem', others[1]);

    const ofOne = viewerOf(Role.EDITOR, { networkId: casc.id });
    expect((await titles('', ofOne)).sort()).toEqual(['Activity', 'Document', 'News']);
    expect((await trash('', ofOne)).totalCount).toBe(3);
  });

  test('contains the documents of an activity with the activity, and not separately', async () => {
    const { activity, items } = await oneOfEach();
    await remove(...items[3]!);
    await remove('Activity', activity);

    expect(await titles()).toEqual([activity.title]);
    await restore(activity);
    expect(await titles()).toEqual(['Document']);
  });

  test.each(['(first: 0)', '(first: 101)', '(after: "x")'])('refuses %s', async (args) => {
    const { errors } = await server.query(`{ trash${args} { totalCount } }`, {}, editor);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('finds its items in indexes, and reads the rows of those on the page', async () => {
    const plans = await plansOf(server, '{ trash(first: 1) { nodes { title } } }', {}, editor);
    const { text } = plans.find(({ statement }) => statement.includes('deleted_at IS NOT NULL'))!;

    const [index, row] =
      __DATABASE__ === 'sqlite'
        ? [/SCAN t USING COVERING INDEX/g, /SEARCH t USING INTEGER PRIMARY KEY/g]
        : [/Index Only Scan/g, /Index Scan/g];
    // Activities and news have such an index. Networks and documents are few.
    expect(text.match(index)!.length).toBeGreaterThanOrEqual(2);
    expect(text.match(row)!.length).toBeGreaterThanOrEqual(4);
  });

  test('is neither searched nor counted', async () => {
    const activity = await make(server.app, (create) => create.activity({ title: 'Findable' }));
    const found = async () => {
      const { search } = await server.data(
        '{ search(text: "findable") { totalCount nodes { __typename } } }',
        {},
        editor,
      );
      return [search.totalCount, search.nodes.length];
    };
    expect(await found()).toEqual([1, 1]);

    await remove('Activity', activity);
    expect(await found()).toEqual([0, 0]);
    await restore(activity);
    expect(await found()).toEqual([1, 1]);
  });
});

describe('a purge', () => {
  test('deletes items that are old enough, with their parts, and leaves the others', async () => {
    const { activity, items } = await oneOfEach();
    await make(server.app, async (create) => {
      const { id } = items[0]![1] as Activity;
      await create.objective({ activityId: id });
      await create.topic({ activityId: id });
      await create.document({ activityId: id });
      await create.memberCountry({ networkId: (items[2]![1] as Network).id });
    });
    for (const [kind, item] of items) await remove(kind, item);
    expect(await purge(1)).toEqual({
      purged: { Activity: 0, NewsItem: 0, Network: 0, RestrictedDocument: 0 },
      kept: [],
    });
    const recent = await make(server.app, (create) => create.activity({ title: 'Recent' }));
    for (const table of ['activity', 'news_item', 'network', 'restricted_document']) await age(table, 20);
    await remove('Activity', recent);

    expect(await purge(10)).toEqual({
      purged: { Activity: 1, NewsItem: 1, Network: 1, RestrictedDocument: 2 },
      kept: [],
    });

    expect(await titles()).toEqual(['Recent']);
    expect(
      await counts('activity', 'news_item', 'network', 'restricted_document', 'objective', 'activity_topic'),
    ).toEqual({
      activity: 2,
      news_item: 0,
      network: 1,
      restricted_document: 0,
      objective: 0,
      activity_topic: 0,
    });
    expect(await counts('member_country', 'news_activity')).toEqual({ member_country: 0, news_activity: 0 });
    const left = await server.app.database.read.query<{ itemId: number }>(sql`SELECT DISTINCT item_id FROM revision`);
    expect(left).toEqual([{ itemId: recent.id }]);
    expect(
      (await server.data('query ($id: ID!) { node(id: $id) { id } }', { id: activity.globalId })).node,
    ).not.toBeNull();
  });

  test('deletes every version of the files of documents, and keeps the access log', async () => {
    const kept = await createDocumentWith(server, textOf(10));
    const alone = await createDocumentWith(server, textOf(1000));
    await replaceFile(server, alone, textOf(2000));
    const activity = await make(server.app, (create) => create.activity());
    await createDocumentWith(server, textOf(30), { activityId: activity.id });
    await createDocument(server, { activityId: activity.id });
    await (await fetch(await downloadUrlOf(server, alone.globalId, editor))).arrayBuffer();
    await remove('RestrictedDocument', alone);
    await remove('Activity', activity);

    expect(await purge(0)).toMatchObject({ purged: { Activity: 1, RestrictedDocument: 3 } });

    expect(await storedFiles(server)).toHaveLength(1);
    expect(await counts('restricted_document', 'document_content_version', 'file_claim')).toEqual({
      restricted_document: 1,
      document_content_version: 1,
      file_claim: 0,
    });
    expect(await count('document_access_event')).toBe(1);
    expect((await fetch(await downloadUrlOf(server, kept.globalId, editor))).status).toBe(200);
  });

  test('whose files cannot be deleted leaves leases, so that the next run deletes them', async () => {
    await remove('RestrictedDocument', await createDocumentWith(server, textOf(10)));
    const broken = { delete: () => Promise.reject(new Error('The disk is gone')) };

    await purge(0, broken);

    expect(await counts('restricted_document', 'file_claim')).toEqual({ restricted_document: 0, file_claim: 1 });
    expect(await storedFiles(server)).toHaveLength(1);
    await new FileLeases(server.app.database, await filesOf(), () => new Date()).deleteAbandoned();
    expect(await count('file_claim')).toBe(0);
    expect(await storedFiles(server)).toEqual([]);
  });

  test('leaves items that were restored meanwhile', async () => {
    const document = await createDocumentWith(server, textOf(10));
    const activity = { globalId: Buffer.from(`Activity:${document.activityId}`).toString('base64url') };
    await remove('Activity', activity);
    await restore(activity);

    expect(await purge(0)).toMatchObject({ purged: { Activity: 0, RestrictedDocument: 0 } });
    expect(await storedFiles(server)).toHaveLength(1);
  });

  test('leaves a network that accounts are bound to, because their role would become unbound', async () => {
    await make(server.app, (create) => create.account({ role: Role.EDITOR, networkId: casc.id }));
    await remove('Network', casc);

    expect(await purge(0)).toEqual({
      purged: { Activity: 0, NewsItem: 0, Network: 0, RestrictedDocument: 0 },
      kept: ['CASC'],
    });
    expect(await titles()).toEqual(['CASC']);
  });
});

async function filesOf() {
  const { files } = await storageOf(server);
  return files;
}
