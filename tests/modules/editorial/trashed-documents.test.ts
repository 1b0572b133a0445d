import { Role } from '../../../src/core/access/role';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import {
  createDocument,
  createDocumentWith,
  downloadUrlOf,
  globalIdOf,
  type NewDocument,
  put,
  textOf,
} from '../../support/contents';
import { makeCode, pagePassword, setPagePassword, unlock } from '../../support/documents';
import { make } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { admin, editor, type TestViewer, viewerOf } from '../../support/viewers';

let server: TestServer;
let network: Network;
let activityId: number;
let document: NewDocument;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
});

beforeEach(async () => {
  await make(server.app, async (create) => {
    network = await create.network();
    const activity = await create.activity();
    activityId = activity.id;
    await create.takesPart(activity, network);
  });
  document = await createDocumentWith(server, textOf(100), { activityId });
});

afterAll(() => server.close());

const ofNetwork = (): TestViewer => viewerOf(Role.EDITOR, { networkId: network.id });
const askers: [string, () => TestViewer][] = [
  ['an editor of its network', ofNetwork],
  ['an editor', () => editor],
  ['an admin', () => admin],
];

interface Trashed {
  /** What is put into the trash, and later published again. */
  readonly kind: 'Activity' | 'RestrictedDocument';
  readonly what: string;
}

const ways: Trashed[] = [
  { kind: 'Activity', what: 'whose activity is in the trash' },
  { kind: 'RestrictedDocument', what: 'in the trash' },
];

describe.each(ways)('a document $what', ({ kind }) => {
  const move = async (verb: string, id: string, version: number): Promise<void> => {
    await mutationsOf(server, `${verb}${kind}`, editor).done({ id, version }, '__typename');
  };
  const idOf = () => (kind === 'Activity' ? globalIdOf('Activity', activityId) : document.globalId);
  const remove = () => move('delete', idOf(), 1);
  const bringBack = async () => {
    await move('restore', idOf(), 2);
    await move('publish', idOf(), 3);
  };

  async function isFound(id: string, asker?: Asker): Promise<boolean> {
    return (await server.data('query ($id: ID!) { node(id: $id) { id } }', { id }, asker)).node !== null;
  }

  async function firstEvent(): Promise<string> {
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { accessLog { nodes { id } } } } }',
      { id: document.globalId },
      editor,
    );
    return node.accessLog.nodes[0].id;
  }

  async function csv(asker: TestViewer): Promise<string> {
    const headers = { authorization: `Bearer ${await server.tokenOf(asker)}` };
    return (await fetch(`${server.address}/documents/access-log.csv`, { headers })).text();
  }

  test.each(askers)('hides its codes and its log from %s until it is restored', async (_who, asker) => {
    const { password, accessCode } = await makeCode(server, document);
    await unlock(server, document, password);
    const ids = [document.globalId, accessCode.id, await firstEvent()];
    const found = async () => Promise.all(ids.map((id) => isFound(id, asker())));
    expect(await found()).toEqual([true, true, true]);

    await remove();
    expect(await found()).toEqual([false, false, false]);
    await bringBack();
    expect(await found()).toEqual([true, true, true]);
  });

  test('is in the exported log only for unbound editors', async () => {
    const { password } = await makeCode(server, document);
    await unlock(server, document, password);
    await remove();

    expect(await csv(ofNetwork())).not.toContain(document.globalId);
    expect(await csv(editor)).toContain(document.globalId);
    await bringBack();
    expect(await csv(ofNetwork())).toContain(document.globalId);
  });

  test('is opened by no code, no password of its page and no grant', async () => {
    const { password } = await makeCode(server, document);
    await setPagePassword(server, { globalId: globalIdOf('Activity', activityId) }, pagePassword);
    const activity = { globalId: globalIdOf('Activity', activityId) };
    const { grant } = await unlock(server, document, password);
    const { grant: ofPage } = await unlock(server, activity, pagePassword);
    const presenting: Asker = { headers: { 'entente-grants': `${grant},${ofPage}` } };
    const unlocked = async () =>
      (await server.data('{ viewer { unlockedDocuments { id } } }', {}, presenting)).viewer.unlockedDocuments;
    expect(await unlocked()).toHaveLength(1);

    await remove();
    expect(await unlocked()).toEqual([]);
    expect(await isFound(document.globalId, presenting)).toBe(false);
    expect(await unlock(server, document, password)).toMatchObject({ reason: 'WRONG_PASSWORD' });
    const byPage = await unlock(server, activity, pagePassword);
    if (kind === 'Activity') expect(byPage).toMatchObject({ reason: 'WRONG_PASSWORD' });
    else expect(byPage).toMatchObject({ documents: [] });

    await bringBack();
    expect(await unlocked()).toHaveLength(1);
  });

  test('sends nothing and accepts nothing at URLs that were issued before', async () => {
    const waiting = await createDocument(server, { activityId, asker: ofNetwork() });
    const downloadUrl = await downloadUrlOf(server, document.globalId, ofNetwork());
    await remove();
    if (kind === 'RestrictedDocument') await move('delete', waiting.globalId, 1);

    expect((await fetch(downloadUrl)).status).toBe(404);
    expect((await put(waiting.uploadUrl, textOf(50))).status).toBe(404);

    await bringBack();
    expect((await fetch(downloadUrl)).status).toBe(200);
  });
});
