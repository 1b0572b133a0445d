import { Role } from '../../../../src/core/access/role';
import { anonymous } from '../../../../src/core/access/viewer';
import { insertMany } from '../../../../src/database/sql/bulk-insert';
import type { Activity } from '../../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import { appendToLog } from '../../../../src/modules/documents/access-log/audit-log';
import {
  DocumentAccessAction,
  DocumentAccessEvent,
} from '../../../../src/modules/documents/access-log/document-access-event.entity';
import type { RestrictedDocument } from '../../../../src/modules/documents/document/restricted-document.entity';
import { Account } from '../../../../src/modules/identity/account/account.entity';
import { subjectOf } from '../../../../src/modules/identity/rate-limit/rate-limits';
import { until } from '../../../support/contents';
import { makeCode, unlock } from '../../../support/documents';
import { make } from '../../../support/factories';
import { startTestServer, type TestServer } from '../../../support/test-server';
import { admin, editor, member, type TestViewer, viewer, viewerOf } from '../../../support/viewers';

let server: TestServer;
let network: Network;
let otherNetwork: Network;
let activity: Activity;
let document: RestrictedDocument;
let strangeDocument: RestrictedDocument;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
  await make(server.app, async (create) => {
    network = await create.network();
    otherNetwork = await create.network();
    activity = await create.activity({ slug: 'a-workshop' });
    await create.takesPart(activity, network);
    document = await create.document({ activityId: activity.id, title: '=A "note"', contentVersion: 1 });
    const strange = await create.activity({ slug: 'a-training' });
    await create.takesPart(strange, otherNetwork);
    strangeDocument = await create.document({ activityId: strange.id, contentVersion: 1 });
  });
  const { password } = await makeCode(server, document, { recipient: '=HYPERLINK("http://x")' });
  await unlock(server, document, password, { 'x-forwarded-for': '192.0.2.7' });
  await unlock(server, document, 'wrong', { 'x-forwarded-for': '192.0.2.8' });
  await unlock(server, strangeDocument, 'wrong', { 'x-forwarded-for': '192.0.2.9' });
  await unlock(server, { globalId: 'nothing' }, 'wrong', { 'x-forwarded-for': '192.0.2.9' });
});

afterAll(() => server.close());

const editorOf = ({ id }: Network): TestViewer => viewerOf(Role.EDITOR, { networkId: id });

describe('the access log of a document', () => {
  const log = `query ($id: ID!, $first: Int, $after: String) {
    node(id: $id) { ... on RestrictedDocument {
      title
      accessLog(first: $first, after: $after) {
        totalCount
        nodes { id action at by address document { id } }
        pageInfo { hasNextPage endCursor }
      }
    } }
  }`;
  const byId = 'query ($id: ID!) { node(id: $id) { ... on DocumentAccessEvent { action by } } }';

  test.each<[string, () => TestViewer]>([
    ['an editor', () => editor],
    ['an admin', () => admin],
    ['an editor of its network', () => editorOf(network)],
  ])('is readable for %s, newest entry first', async (_who, asker) => {
    const { node } = await server.data(log, { id: document.globalId }, asker());

    expect(node.accessLog).toMatchObject({
      totalCount: 2,
      nodes: [
        { action: 'UNLOCK_REFUSED', by: 'nobody known', address: '192.0.2.8', document: { id: document.globalId } },
        {
          action: 'UNLOCKED',
          by: 'recipient "=HYPERLINK(\\"http://x\\")"',
          address: '192.0.2.7',
          document: { id: document.globalId },
        },
      ],
    });
    const [{ id }] = node.accessLog.nodes;
    expect(await server.data(byId, { id }, asker())).toEqual({
      node: { action: 'UNLOCK_REFUSED', by: 'nobody known' },
    });
  });

  test.each<[string, () => TestViewer | undefined]>([
    ['nobody', () => undefined],
    ['a viewer', () => viewer],
    ['a member', () => member],
    ['an editor of another network', () => editorOf(otherNetwork)],
  ])('is forbidden for %s, while the other fields of the document are returned', async (_who, asker) => {
    const { node } = await server.data(log, { id: document.globalId }, editor);
    const { data, errors } = await server.query(log, { id: document.globalId }, asker());

    expect(data?.node).toEqual({ title: '=A "note"', accessLog: null });
    expect(errors).toMatchObject([{ path: ['node', 'accessLog'], extensions: { code: 'FORBIDDEN' } }]);
    expect(node.accessLog.nodes).not.toEqual([]);
    for (const { id } of node.accessLog.nodes) expect(await server.data(byId, { id }, asker())).toEqual({ node: null });
  });

  test('can be read page by page', async () => {
    const first = await server.data(log, { id: document.globalId, first: 1 }, editor);
    const { endCursor: after, hasNextPage } = first.node.accessLog.pageInfo;
    const second = await server.data(log, { id: document.globalId, first: 1, after }, editor);

    expect(hasNextPage).toBe(true);
    expect(first.node.accessLog.nodes).toMatchObject([{ action: 'UNLOCK_REFUSED' }]);
    expect(second.node.accessLog.nodes).toMatchObject([{ action: 'UNLOCKED' }]);
    expect(second.node.accessLog.pageInfo.hasNextPage).toBe(false);
  });

  test('is read with as many statements for 50 documents as for one', async () => {
    const page = `query ($slug: String!) {
      activity(slug: $slug) { restrictedDocuments { accessCodes { recipient } accessLog { totalCount nodes { document { title } } } } }
    }`;
    const many = await make(server.app, async (create) => {
      const created = await create.activity();
      for (let position = 1; position <= 50; position++) await create.document({ activityId: created.id, position });
      return created;
    });
    const ofOne = await server.statementsOf(() => server.data(page, { slug: activity.slug }, editor));
    const ofMany = await server.statementsOf(() => server.data(page, { slug: many.slug }, editor));

    expect(ofMany.length).toBeLessThanOrEqual(ofOne.length);
  });
});

describe('the export of the access log', () => {
  const get = async (asker?: TestViewer, method = 'GET'): Promise<Response> =>
    fetch(`${server.address}/documents/access-log.csv`, {
      method,
      headers: asker === undefined ? {} : { authorization: `Bearer ${await server.tokenOf(asker)}` },
    });

  /** The lines without the values that differ between runs. */
  const plain = (csv: string): string[] =>
    csv
      .trimEnd()
      .split('\r\n')
      .map((line) => line.replace(/,[\da-f]{64}$/, '').replace(/,\d{4}-[^,]*Z,/, ',then,'));

  const header = 'entry,at,action,by,address,activity,document,documentId,hash';
  const ofDocument = () => [
    `1,then,UNLOCKED,"recipient ""=HYPERLINK(\\""http://x\\"")""",192.0.2.7,a-workshop,"'=A ""note""",${document.globalId}`,
    `2,then,UNLOCK_REFUSED,nobody known,192.0.2.8,a-workshop,"'=A ""note""",${document.globalId}`,
  ];

  test.each([
    ['an editor', editor],
    ['an admin', admin],
  ])('contains all entries for %s, and no formulas', async (_who, asker) => {
    const response = await get(asker);
    const bytes = Buffer.from(await response.arrayBuffer());

    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="access-log.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(plain(bytes.subarray(3).toString())).toEqual([
      header,
      ...ofDocument(),
      `3,then,UNLOCK_REFUSED,nobody known,192.0.2.9,a-training,A document,${strangeDocument.globalId}`,
      '4,then,UNLOCK_REFUSED,nobody known,192.0.2.9,,,',
    ]);
  });

  test('contains the entries of documents of its network for an editor of one network', async () => {
    expect(plain((await (await get(editorOf(network))).text()).replace('\ufeff', ''))).toEqual([
      header,
      ...ofDocument(),
    ]);
  });

  test.each<[string, TestViewer | undefined, number, string]>([
    ['nobody', undefined, 401, 'UNAUTHENTICATED'],
    ['a viewer', viewer, 403, 'FORBIDDEN'],
    ['a member', member, 403, 'FORBIDDEN'],
  ])('is refused for %s', async (_who, asker, status, code) => {
    const response = await get(asker);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  test('is refused for an invalid token', async () => {
    const response = await fetch(`${server.address}/documents/access-log.csv`, {
      headers: { authorization: 'Bearer x' },
    });

    expect(response.status).toBe(401);
  });

  test('allows only GET', async () => {
    expect((await get(editor, 'POST')).status).toBe(405);
  });

  test('contains all entries of several batches, in the order of the chain', async () => {
    const entry = { action: DocumentAccessAction.DOWNLOADED, at: '2026-11-24T12:00:00.000Z', address: null };
    const before = plain(await (await get(editor)).text()).length - 1;
    const entries = Array.from({ length: 2_500 }, (_, number) => ({
      ...entry,
      by: `${number}`,
      documentId: document.id,
    }));
    for (let from = 0; from < 2_500; from += 500) {
      await server.app.database.write((manager) => appendToLog(manager, ...entries.slice(from, from + 500)));
    }
    const lines = plain(await (await get(editor)).text());

    expect(lines).toHaveLength(1 + before + 2_500);
    expect(lines.slice(1).map((line) => Number(line.split(',', 1)[0]))).toEqual(
      Array.from({ length: before + 2_500 }, (_, number) => number + 1),
    );
  });

  describe('of more than the buffers of a connection hold', () => {
    /** The text that is read, and the error that ends it. */
    async function read(response: Response): Promise<{ readonly text: string; readonly error: unknown }> {
      let text = '';
      try {
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) text += chunk;
        return { text, error: null };
      } catch (error) {
        return { text, error };
      }
    }

    let reader: TestViewer;

    beforeEach(async () => {
      const entries = Array.from({ length: 1_000 }, (_, number) => ({
        action: DocumentAccessAction.DOWNLOADED,
        at: '2026-11-24T12:00:00.000Z',
        by: `${number} ${'x'.repeat(8_000)}`,
        address: null,
        documentId: document.id,
      }));
      await server.app.database.write((manager) => appendToLog(manager, ...entries));
      const { id: accountId } = await make(server.app, (create) => create.account({ role: Role.EDITOR }));
      reader = viewerOf(Role.EDITOR, { accountId });
    });

    test('ends when its reader may no longer read the log', async () => {
      const response = await get(reader);
      await server.app.database.write((manager) => manager.update(Account, reader.accountId!, { role: Role.MEMBER }));

      const { text, error } = await read(response);

      expect(error).toMatchObject({ message: 'terminated' });
      expect(text).toMatch(/^entry,at,/);
      expect(text).not.toContain('999 xxx');
    });

    test('is sent twice at a time to one address', async () => {
      const headers = { authorization: `Bearer ${await server.tokenOf(reader)}`, 'x-forwarded-for': '192.0.2.10' };
      const begin = (): Promise<Response> => fetch(`${server.address}/documents/access-log.csv`, { headers });
      const running = [await begin(), await begin()];
      const refused = await begin();

      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
      expect(await refused.text()).toContain('OVERLOADED');
      for (const { body } of running) await body!.cancel();
      await until(async () => {
        const { status, body } = await begin();
        await body!.cancel();
        return status === 200;
      }, 'another one begins');
    });

    test('goes on when other requests of its reader use up the budget', async () => {
      const response = await get(reader);
      server.app.rateLimits!.add(subjectOf({ ...anonymous, ...reader }, '127.0.0.1'), Number.MAX_SAFE_INTEGER);

      const { text, error } = await read(response);

      expect(error).toBeNull();
      expect(text).toContain('999 xxx');
    });
  });

  test('contains an entry that was inserted before the first one, as the API does', async () => {
    await server.app.database.write((manager) =>
      insertMany(manager, DocumentAccessEvent, [
        manager.create(DocumentAccessEvent, {
          id: -1,
          action: DocumentAccessAction.DOWNLOADED,
          at: '2026-11-24T12:00:00.000Z',
          by: 'somebody who was never here',
          address: null,
          documentId: document.id,
          previousHash: 'a'.repeat(64),
          hash: 'b'.repeat(64),
        }),
      ]),
    );
    const { node } = await server.data(
      `query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { accessLog { totalCount } } } }`,
      { id: document.globalId },
      editorOf(network),
    );
    const [, first, ...others] = plain(await (await get(editorOf(network))).text());

    expect(first).toMatch(/^-1,then,DOWNLOADED,somebody who was never here,/);
    expect(1 + others.length).toBe(node.accessLog.totalCount);
  });
});

test('the access log names the actor in parts, also in entries of earlier versions', async () => {
  const names: readonly (readonly [by: string, actor: object | null])[] = [
    ['nobody known', { kind: 'UNKNOWN', name: null, password: null, recipient: null }],
    ['a@example.org', { kind: 'ACCOUNT', name: 'a@example.org', password: null, recipient: null }],
    ['API key "a \\"b\\""', { kind: 'API_KEY', name: 'a "b"', password: null, recipient: null }],
    ['recipient "Ms X"', { kind: 'UNKNOWN', name: null, password: 'ACCESS_CODE', recipient: 'Ms X' }],
    ['password of the page', { kind: 'UNKNOWN', name: null, password: 'PAGE_PASSWORD', recipient: null }],
    ["whoever knows the page's password", { kind: 'UNKNOWN', name: null, password: 'PAGE_PASSWORD', recipient: null }],
    [
      'a@example.org as recipient "Ms X"',
      { kind: 'ACCOUNT', name: 'a@example.org', password: 'ACCESS_CODE', recipient: 'Ms X' },
    ],
    ['API key "x" as password of the page', { kind: 'API_KEY', name: 'x', password: 'PAGE_PASSWORD', recipient: null }],
    ['a@example.org as ', null],
    ['a@example.orgrecipient "Ms X"', null],
    ['recipient "\\x"', null],
    ['', null],
    ['somebody', null],
  ];
  const { id: documentId, globalId: id } = await make(server.app, (create) =>
    create.document({ activityId: activity.id, position: 90 }),
  );
  const entry = { action: DocumentAccessAction.DOWNLOADED, at: '2026-11-24T12:00:00.000Z', address: null };
  await server.app.database.write((manager) =>
    appendToLog(manager, ...names.map(([by]) => ({ ...entry, by, documentId }))),
  );
  const { node } = await server.data(
    `query ($id: ID!) { node(id: $id) { ... on RestrictedDocument {
      accessLog { nodes { actor { kind name password recipient } } }
    } } }`,
    { id },
    editor,
  );

  expect(node.accessLog.nodes.map(({ actor }: { actor: unknown }) => actor).reverse()).toEqual(
    names.map(([, actor]) => actor),
  );
});
