import { Role } from '../../../../src/core/access/role';
import type { Activity } from '../../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../../src/modules/catalogue/network/network.entity';
import type { RestrictedDocument } from '../../../../src/modules/documents/document/restricted-document.entity';
import { PublicationState } from '../../../../src/modules/publishing/publication.entity';
import {
  makeCode,
  makeDocument,
  pagePassword,
  revokeCode,
  setPagePassword,
  startWithNetworks,
  unlock,
} from '../../../support/documents';
import { make, publication } from '../../../support/factories';
import type { Asker, TestServer } from '../../../support/test-server';
import { admin, editor, member, viewer, viewerOf } from '../../../support/viewers';

const minute = 60_000;

let server: TestServer;
let network: Network;
let otherNetwork: Network;
let activity: Activity;
let full: RestrictedDocument;
let empty: RestrictedDocument;

beforeAll(async () => {
  ({ server, network, otherNetwork } = await startWithNetworks());
});

beforeEach(async () => {
  ({ activity, document: full } = await makeDocument(server, network));
  empty = await make(server.app, (create) =>
    create.document({ activityId: activity.id, position: 2, contentVersion: null }),
  );
});

afterAll(() => server.close());

const accessOf = `query ($ids: [ID!]!) {
  nodes(ids: $ids) { ... on RestrictedDocument { access { state reason expiresAt } content { fileName } } }
}`;

async function access(asker?: Asker): Promise<unknown[]> {
  const { nodes } = await server.data(accessOf, { ids: [full.globalId, empty.globalId] }, asker);
  return nodes;
}

const presenting = (...grants: string[]): Asker => ({ headers: { 'entente-grants': grants.join(', ') } });
const locked = (reason: string) => ({ access: { state: 'LOCKED', reason, expiresAt: null }, content: null });
const opened = (reason: string, expiresAt: string | null = null) => ({
  access: { state: 'UNLOCKED', reason, expiresAt },
  content: { fileName: 'A file.pdf' },
});

describe('a document', () => {
  test.each<[string, () => Asker | undefined]>([
    ['nobody', () => undefined],
    ['a viewer', () => viewer],
    ['a member of another network', () => viewerOf(Role.MEMBER, { networkId: otherNetwork.id })],
    ['an editor of another network', () => viewerOf(Role.EDITOR, { networkId: otherNetwork.id })],
    ['a viewer of the network', () => viewerOf(Role.VIEWER, { networkId: network.id })],
  ])('is locked for %s, and invisible without a file', async (_who, asker) => {
    expect(await access(asker())).toEqual([locked('PASSWORD_REQUIRED'), null]);
  });

  test.each<[string, () => Asker]>([
    ['a member', () => member],
    ['a member of the network', () => viewerOf(Role.MEMBER, { networkId: network.id })],
  ])('is unlocked for %s, and invisible without a file', async (_who, asker) => {
    expect(await access(asker())).toEqual([opened('ROLE'), null]);
  });

  test.each<[string, () => Asker]>([
    ['an editor', () => editor],
    ['an editor of the network', () => viewerOf(Role.EDITOR, { networkId: network.id })],
    ['an admin', () => admin],
  ])('is unlocked for %s, unless it has no file', async (_who, asker) => {
    expect(await access(asker())).toEqual([opened('ROLE'), locked('NO_CONTENT')]);
  });

  test('is unlocked by a grant until the grant expires', async () => {
    const { password } = await makeCode(server, full);
    const { grant, expiresAt } = await unlock(server, full, password);

    expect(await access(presenting(grant))).toEqual([opened('UNLOCKED_BY_PASSWORD', expiresAt), null]);
    expect(await access()).toEqual([locked('PASSWORD_REQUIRED'), null]);
    server.pass(15 * minute);
    expect(await access(presenting(grant))).toEqual([locked('EXPIRED'), null]);
  });

  test('is locked at once when the access code is revoked, and unlocked by another grant', async () => {
    const revoked = await makeCode(server, full);
    const other = await makeCode(server, full);
    const first = await unlock(server, full, revoked.password);
    const second = await unlock(server, full, other.password);
    await revokeCode(server, revoked.accessCode.id);

    expect((await access(presenting(first.grant)))[0]).toEqual(locked('REVOKED'));
    expect((await access(presenting(first.grant, second.grant)))[0]).toEqual(
      opened('UNLOCKED_BY_PASSWORD', second.expiresAt),
    );
    await revokeCode(server, other.accessCode.id);
    expect((await access(presenting(first.grant, second.grant)))[0]).toEqual(locked('REVOKED'));
  });

  test('is unlocked by the role also beside a grant that has ended, which unlocks nothing', async () => {
    const { password, accessCode } = await makeCode(server, full);
    const { grant } = await unlock(server, full, password);
    await revokeCode(server, accessCode.id);
    const authorization = `Bearer ${await server.tokenOf(member)}`;
    const asker = { headers: { authorization, 'entente-grants': grant as string } };

    expect((await access(asker))[0]).toEqual(opened('ROLE'));
    const data = await server.data('{ viewer { unlockedDocuments { id } } }', {}, asker);
    expect(data.viewer.unlockedDocuments).toEqual([]);
  });

  test('is unlocked by the grant that expires last, of those that are valid', async () => {
    const [one, other] = [await makeCode(server, full), await makeCode(server, full)];
    const earlier = await unlock(server, full, one.password);
    server.pass(minute);
    const later = await unlock(server, full, other.password);
    const accessOfBoth = async () => [
      (await access(presenting(earlier.grant, later.grant)))[0],
      (await access(presenting(later.grant, earlier.grant)))[0],
    ];

    expect(await accessOfBoth()).toEqual(Array(2).fill(opened('UNLOCKED_BY_PASSWORD', later.expiresAt)));
    await revokeCode(server, other.accessCode.id);
    expect(await accessOfBoth()).toEqual(Array(2).fill(opened('UNLOCKED_BY_PASSWORD', earlier.expiresAt)));
  });

  test.each([
    ['replaced', 'loud herons write verdicts'],
    ['removed', null],
  ])('is locked at once when the password of its page is %s', async (_how, next) => {
    await setPagePassword(server, activity, pagePassword);
    const { grant, expiresAt, documents } = await unlock(server, activity, pagePassword);
    expect(documents.map(({ id }: { id: string }) => id)).toEqual([full.globalId]);
    expect(await access(presenting(grant))).toEqual([opened('UNLOCKED_BY_PASSWORD', expiresAt), null]);
    await setPagePassword(server, activity, next);

    expect(await access(presenting(grant))).toEqual([locked('REVOKED'), null]);
    expect(await unlock(server, activity, pagePassword)).toEqual({ reason: 'WRONG_PASSWORD', retryAfterSeconds: null });
  });

  test('is invisible once it is archived, even with a grant', async () => {
    const { password } = await makeCode(server, full);
    const { grant } = await unlock(server, full, password);
    full.publication = publication(PublicationState.ARCHIVED);
    await server.app.database.write((manager) => manager.save(full));

    expect((await access(presenting(grant)))[0]).toBeNull();
    const { viewer: asker } = await server.data('{ viewer { unlockedDocuments { id } } }', {}, presenting(grant));
    expect(asker.unlockedDocuments).toEqual([]);
  });
});

describe('the unlocked documents of a viewer', () => {
  const unlocked = '{ viewer { unlockedDocuments { id access { reason } } } }';

  test('are the documents that the presented grants open, without duplicates', async () => {
    await setPagePassword(server, activity, pagePassword);
    const { password, accessCode } = await makeCode(server, full);
    const byCode = await unlock(server, full, password);
    const byPage = await unlock(server, activity, pagePassword);
    const ofBoth = await server.data(unlocked, {}, presenting(byCode.grant, byPage.grant));
    await revokeCode(server, accessCode.id);
    const ofRevoked = await server.data(unlocked, {}, presenting(byCode.grant));
    const authorization = `Bearer ${await server.tokenOf(editor)}`;
    const ofEditor = await server.data(
      unlocked,
      {},
      { headers: { authorization, 'entente-grants': byPage.grant as string } },
    );
    const ofPage = await server.data(unlocked, {}, presenting(byCode.grant, byPage.grant));

    const one = [{ id: full.globalId, access: { reason: 'UNLOCKED_BY_PASSWORD' } }];
    expect(ofBoth.viewer.unlockedDocuments).toEqual(one);
    expect(ofPage.viewer.unlockedDocuments).toEqual(one);
    expect(ofRevoked.viewer.unlockedDocuments).toEqual([]);
    // Editors see the document without a file, which nothing opens.
    expect(ofEditor.viewer.unlockedDocuments).toEqual([{ id: full.globalId, access: { reason: 'ROLE' } }]);
    expect((await server.data(unlocked)).viewer.unlockedDocuments).toEqual([]);
  });

  test('are empty without a grant, even if the role unlocks documents', async () => {
    expect((await server.data(unlocked, {}, admin)).viewer.unlockedDocuments).toEqual([]);
  });
});

describe('the number of statements', () => {
  const page = `query ($slug: String!) {
    activity(slug: $slug) { restrictedDocuments { title access { state reason } content { fileName } } }
  }`;
  let many: Activity;

  beforeAll(async () => {
    many = await make(server.app, async (create) => {
      const created = await create.activity();
      for (let position = 1; position <= 50; position++) {
        const { id } = await create.document({ activityId: created.id, position, contentVersion: 1 });
        await create.content({ documentId: id });
      }
      return created;
    });
  });

  test('is 2 for a page with 1 locked document and with 50', async () => {
    const ofOne = await server.statementsOf(() => server.data(page, { slug: activity.slug }));
    const ofMany = await server.statementsOf(() => server.data(page, { slug: many.slug }));

    expect(ofOne).toHaveLength(2);
    expect(ofMany).toHaveLength(2);
  });

  test('is two more when a grant opens 50 documents: one for the grant and one for the files', async () => {
    await setPagePassword(server, many, pagePassword);
    const { grant } = await unlock(server, many, pagePassword);
    const statements = await server.statementsOf(() => server.data(page, { slug: many.slug }, presenting(grant)));

    expect(statements).toHaveLength(4);
  });

  test('is the same for 50 grants as for one', async () => {
    const grants: string[] = [];
    const { password } = await makeCode(server, full);
    for (let number = 0; number < 50; number++) grants.push((await unlock(server, full, password)).grant);
    const unlocked = '{ viewer { unlockedDocuments { title } } }';
    const ofOne = await server.statementsOf(() => server.data(unlocked, {}, presenting(grants[0]!)));
    const ofMany = await server.statementsOf(() => server.data(unlocked, {}, presenting(...grants)));

    expect(ofOne).toHaveLength(2);
    expect(ofMany).toHaveLength(2);
  });
});
