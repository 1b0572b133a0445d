import { In } from 'typeorm';
import { Role } from '../../../src/core/access/role';
import { hashToken } from '../../../src/core/access/token';
import type { Activity } from '../../../src/modules/catalogue/activity/activity.entity';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { Account } from '../../../src/modules/identity/account/account.entity';
import { ApiKey } from '../../../src/modules/identity/api-key/api-key.entity';
import { Preview } from '../../../src/modules/publishing/preview/preview.entity';
import { deleteExpiredPreviews } from '../../../src/modules/publishing/preview/previews';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { PublishableType } from '../../../src/modules/publishing/publishable';
import { pagePassword, setPagePassword, unlock } from '../../support/documents';
import { make, publication } from '../../support/factories';
import { mutationsOf } from '../../support/mutations';
import { bearer } from '../../support/sign-in';
import { type Asker, startTestServer, type TestServer } from '../../support/test-server';
import { editor, member, type TestViewer, viewer, viewerOf } from '../../support/viewers';

const day = 86_400_000;

let server: TestServer;
let casc: Network;
let draft: Activity;
let otherDraft: Activity;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false', TRUST_PROXY: '127.0.0.1' });
});

beforeEach(async () => {
  await make(server.app, async (create) => {
    const hidden = () => publication(PublicationState.DRAFT);
    casc = await create.network();
    const hiddenNetwork = await create.network({ publication: hidden() });
    draft = await create.activity({ title: 'Draft', publication: hidden() });
    otherDraft = await create.activity({ title: 'Other draft', publication: hidden() });
    const shownNews = await create.newsItem({ title: 'Public news' });
    const hiddenNews = await create.newsItem({ title: 'Hidden news', publication: hidden() });
    for (const activity of [draft, otherDraft]) {
      await create.takesPart(activity, casc);
      await create.takesPart(activity, hiddenNetwork);
      await create.objective({ activityId: activity.id, text: 'An aim' });
      await create.reports(shownNews, activity);
      await create.reports(hiddenNews, activity);
    }
    const document = await create.document({ activityId: draft.id, title: 'Ready', contentVersion: 1 });
    await create.content({ documentId: document.id });
    await create.document({ activityId: draft.id, position: 2, title: 'Unready', publication: hidden() });
  });
});

afterAll(() => server.close());

const create = `mutation ($input: CreateActivityPreviewInput!) {
  createActivityPreview(input: $input) { token expiresAt }
}`;
const preview = `query ($token: String!) {
  preview(token: $token) { __typename id ... on Activity { title objectives { text activity { title } } networks { id }
    relatedNews { nodes { title activities { title } } }
    restrictedDocuments { title access { state reason } content { fileName } activity { title } } } }
}`;

async function tokenTo({ globalId }: Activity, asker: TestViewer = editor): Promise<string> {
  const data = await server.data(create, { input: { id: globalId } }, asker);
  return data.createActivityPreview.token;
}

async function previewed(token: string, asker?: Asker): Promise<Record<string, any> | null> {
  return (await server.data(preview, { token }, asker)).preview;
}

test.each<[string, TestViewer | undefined]>([
  ['nobody', undefined],
  ['a viewer', viewer],
])(
  'shows a draft with what hangs on it to %s who has its token, and nothing else that is hidden',
  async (_who, asker) => {
    expect(await previewed(await tokenTo(draft), asker)).toEqual({
      __typename: 'Activity',
      id: draft.globalId,
      title: 'Draft',
      objectives: [{ text: 'An aim', activity: { title: 'Draft' } }],
      networks: [{ id: casc.globalId }],
      relatedNews: { nodes: [{ title: 'Public news', activities: [{ title: 'Draft' }] }] },
      restrictedDocuments: [
        {
          title: 'Ready',
          access: { state: 'LOCKED', reason: 'PASSWORD_REQUIRED' },
          content: null,
          activity: { title: 'Draft' },
        },
      ],
    });
  },
);

const documentsOf = (item: Record<string, any> | null): unknown[] =>
  item!['restrictedDocuments'].map(({ access, content }: Record<string, any>) => [access.reason, content]);

test.each<[string, () => TestViewer]>([
  ['a member of the network', () => viewerOf(Role.MEMBER, { networkId: casc.id })],
  ['a member of everything', () => member],
])('opens no document of a draft to %s', async (_who, asker) => {
  expect(documentsOf(await previewed(await tokenTo(draft), asker()))).toEqual([['PASSWORD_REQUIRED', null]]);
});

test('opens no document by a grant that was issued before the activity was withdrawn', async () => {
  const moved = (mutation: string, version: number) =>
    mutationsOf(server, mutation, editor).done({ id: draft.globalId, version }, '__typename');
  await moved('publishActivity', 1);
  await setPagePassword(server, draft, pagePassword);
  const { grant } = await unlock(server, draft, pagePassword);
  const token = await tokenTo(draft);
  const presenting = { headers: { 'entente-grants': grant as string } };
  const whilePublic = documentsOf(await previewed(token, presenting));
  await moved('unpublishActivity', 2);

  expect(whilePublic).toEqual([['UNLOCKED_BY_PASSWORD', { fileName: 'A file.pdf' }]]);
  expect(documentsOf(await previewed(token, presenting))).toEqual([['PASSWORD_REQUIRED', null]]);
});

test.each<[string, () => TestViewer]>([
  ['an editor', () => editor],
  ['an editor of the network', () => viewerOf(Role.EDITOR, { networkId: casc.id })],
])('takes nothing from %s, who sees the draft anyway', async (_who, asker) => {
  const [first] = documentsOf(await previewed(await tokenTo(draft), asker()));

  expect(first).toEqual(['ROLE', { fileName: 'A file.pdf' }]);
});

test('does not show fields that are for editors only', async () => {
  const query =
    'query ($token: String!) { preview(token: $token) { ... on Activity { title history { totalCount } } } }';

  const { data, errors } = await server.query(query, { token: await tokenTo(draft) });

  expect(data?.preview).toEqual({ title: 'Draft', history: null });
  expect(errors).toMatchObject([{ path: ['preview', 'history'], extensions: { code: 'FORBIDDEN' } }]);
});

test('expires after seven days', async () => {
  const { createActivityPreview } = await server.data(create, { input: { id: draft.globalId } }, editor);
  const lasts = Date.parse(createActivityPreview.expiresAt) - Date.now();

  server.pass(7 * day - 10_000);
  expect(await previewed(createActivityPreview.token)).toMatchObject({ title: 'Draft' });
  server.pass(10_001);
  expect(await previewed(createActivityPreview.token)).toBeNull();
  expect(lasts).toBeGreaterThan(7 * day - 60_000);
});

test.each(['', 'entp_', `entp_${'x'.repeat(43)}`, "' OR 1=1 --"])('shows nothing for the token %j', async (token) => {
  await tokenTo(draft);

  expect(await previewed(token)).toBeNull();
});

test('does not reveal the item to requests without the token', async () => {
  await tokenTo(draft);
  const find = 'query ($id: ID!) { node(id: $id) { id } }';

  expect((await server.data(find, { id: draft.globalId })).node).toBeNull();
});

test('shows no item in the trash', async () => {
  const token = await tokenTo(draft);
  const remove = 'mutation ($input: DeleteActivityInput!) { deleteActivity(input: $input) { deletedId } }';
  await server.data(remove, { input: { id: draft.globalId, version: 1 } }, editor);

  expect(await previewed(token)).toBeNull();
});

describe('must be the only field of its operation', () => {
  const inFragments =
    'fragment Shown on Query { preview(token: "A") { id } } fragment Other on Query { programmes { id } }';

  test.each([
    ['another preview', '{ a: preview(token: "A") { id } b: preview(token: "B") { id } }'],
    ['the item itself', '{ preview(token: "A") { id } node(id: "ID") { id } }'],
    ['the viewer', '{ viewer { unlockedDocuments { id } } preview(token: "A") { id } }'],
    ['a field with the alias __typename', '{ preview(token: "A") { id } __typename: node(id: "ID") { id } }'],
    ['a field that is skipped', '{ preview(token: "A") { id } node(id: "ID") @skip(if: true) { id } }'],
    ['a field of a fragment', `{ ... { ... on Query { ...Shown } } ...Other } ${inFragments}`],
  ])('beside %s the operation is refused, and nothing runs', async (_what, operation) => {
    const [one, other] = [await tokenTo(draft), await tokenTo(otherDraft)];
    const document = operation
      .replace('"A"', `"${one}"`)
      .replace('"B"', `"${other}"`)
      .replace('"ID"', `"${draft.globalId}"`);

    const answer = await server.query(document);

    expect(answer.data).toBeUndefined();
    expect(answer.errors).toMatchObject([
      {
        message: 'preview must be the only field at the root of an operation: send the others in another operation',
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
  });

  test('may be selected by several fragments, and with __typename', async () => {
    const token = await tokenTo(draft);
    const document = `{ __typename ...Id ...Title }
      fragment Id on Query { preview(token: "${token}") { id } }
      fragment Title on Query { preview(token: "${token}") { ... on Activity { title } } }`;

    expect(await server.data(document)).toEqual({
      __typename: 'Query',
      preview: { id: draft.globalId, title: 'Draft' },
    });
  });
});

test('stores no readable token', async () => {
  const token = await tokenTo(draft);

  const rows = await server.app.database.write((manager) => manager.sql<object[]>`SELECT * FROM preview`);

  expect(token).toMatch(/^entp_[\w-]{43}$/);
  expect(JSON.stringify(rows)).not.toContain(token);
});

describe('a token', () => {
  const problemOf = async (asker: TestViewer, { globalId }: Activity = draft) =>
    (await server.query(create, { input: { id: globalId } }, asker)).errors?.[0]?.extensions.code;

  test('is created by an editor of the network', async () => {
    const token = await tokenTo(draft, viewerOf(Role.EDITOR, { networkId: casc.id }));

    expect(await previewed(token)).toMatchObject({ title: 'Draft' });
  });

  test('is refused to viewers who may not edit the item', async () => {
    const strange = await make(server.app, (factories) => factories.network());
    const ofStrange = viewerOf(Role.EDITOR, { networkId: strange.id });
    const shown = await make(server.app, (factories) => factories.activity());

    expect(await problemOf(member)).toBe('FORBIDDEN');
    expect(await problemOf(ofStrange)).toBe('NOT_FOUND');
    expect(await problemOf(ofStrange, shown)).toBe('FORBIDDEN');
  });
});

test('shows a draft news item with its public activities', async () => {
  const [news, shown] = await make(server.app, async (factories) => {
    const item = await factories.newsItem({ title: 'Draft', publication: publication(PublicationState.DRAFT) });
    const activity = await factories.activity({ title: 'Public' });
    await factories.reports(item, activity);
    await factories.reports(item, otherDraft);
    return [item, activity] as const;
  });
  const createForNews = `mutation ($input: CreateNewsItemPreviewInput!) { createNewsItemPreview(input: $input) { token } }`;
  const { createNewsItemPreview } = await server.data(createForNews, { input: { id: news.globalId } }, editor);
  const query = `query ($token: String!) { preview(token: $token) {
    ... on NewsItem { title activities { id relatedNews { nodes { title } } } }
  } }`;

  expect((await server.data(query, createNewsItemPreview)).preview).toEqual({
    title: 'Draft',
    activities: [{ id: shown.globalId, relatedNews: { nodes: [{ title: 'Draft' }] } }],
  });
});

test('shows a draft network with its members and public activities, and no other hidden item', async () => {
  const [network, shown] = await make(server.app, async (factories) => {
    const item = await factories.network({ name: 'Draft', publication: publication(PublicationState.DRAFT) });
    const activity = await factories.activity({ title: 'Public' });
    for (const one of [activity, otherDraft]) await factories.takesPart(one, item);
    await factories.takesPart(activity, await factories.network({ publication: publication(PublicationState.DRAFT) }));
    await factories.memberCountry({ networkId: item.id, countryCode: 'KG' });
    return [item, activity] as const;
  });
  const { token } = await mutationsOf(server, 'createNetworkPreview', editor).done({ id: network.globalId }, 'token');
  const query = `query ($token: String!) { preview(token: $token) {
    ... on Network { name memberCountries { country { code } } activities { nodes { id networks { name } } } }
  } }`;

  expect((await server.data(query, { token })).preview).toEqual({
    name: 'Draft',
    memberCountries: [{ country: { code: 'KG' } }],
    activities: { nodes: [{ id: shown.globalId, networks: [{ name: 'Draft' }] }] },
  });
});

describe('all previews of an item', () => {
  const revoke = (asker: TestViewer) => mutationsOf(server, 'revokeActivityPreviews', asker);

  test('are revoked by an editor of the network, and previews of other items stay valid', async () => {
    const ofCasc = viewerOf(Role.EDITOR, { networkId: casc.id });
    const tokens = [await tokenTo(draft), await tokenTo(draft, ofCasc)];
    const other = await tokenTo(otherDraft);

    const { activity } = await revoke(ofCasc).done({ id: draft.globalId }, 'activity { id publication { version } }');

    expect(activity).toEqual({ id: draft.globalId, publication: { version: 1 } });
    for (const token of tokens) expect(await previewed(token)).toBeNull();
    expect(await previewed(other)).toMatchObject({ title: 'Other draft' });
    expect(await previewed(await tokenTo(draft))).toMatchObject({ title: 'Draft' });
  });

  test('stay valid if a viewer who may not edit the item tries to revoke them', async () => {
    const token = await tokenTo(draft);
    const strange = await make(server.app, (factories) => factories.network());

    for (const asker of [member, viewerOf(Role.EDITOR, { networkId: strange.id })]) {
      await revoke(asker).refused({ id: draft.globalId });
    }
    expect(await previewed(token)).toMatchObject({ title: 'Draft' });
  });
});

describe('a preview ends with the rights of its creator', () => {
  const accountAs = (role: Role, networkId: number | null = null) =>
    make(server.app, (factories) => factories.account({ role, networkId }));
  const viewerFor = ({ id, role, networkId }: Account) => viewerOf(role, { accountId: id, networkId });
  const change = (account: Account, changes: Partial<Account>): Promise<unknown> =>
    server.app.database.write((manager) => manager.update(Account, { id: account.id }, changes));
  const activeOf = async (): Promise<boolean[]> => {
    const { node } = await server.data(
      'query ($id: ID!) { node(id: $id) { ... on Activity { previews { isActive } } } }',
      { id: draft.globalId },
      editor,
    );
    return node.previews.map(({ isActive }: { isActive: boolean }) => isActive);
  };

  test.each<[string, (account: Account) => Promise<unknown>]>([
    ['is demoted below EDITOR', (account) => change(account, { role: Role.MEMBER })],
    ['is deleted', (account) => server.app.database.write((manager) => manager.delete(Account, { id: account.id }))],
    [
      'is bound to a network that the item does not belong to',
      async (account) =>
        change(account, { networkId: (await make(server.app, (factories) => factories.network())).id }),
    ],
  ])('when the account %s', async (_what, lose) => {
    const account = await accountAs(Role.EDITOR);
    const [token, other] = [await tokenTo(draft, viewerFor(account)), await tokenTo(draft)];
    expect(await previewed(token)).toMatchObject({ title: 'Draft' });
    expect(await activeOf()).toEqual([true, true]);

    await lose(account);

    expect(await previewed(token)).toBeNull();
    expect(await previewed(other)).toMatchObject({ title: 'Draft' });
    expect(await activeOf()).toEqual([true, false]);
  });

  test('and stays while the account may edit the item in another way', async () => {
    const account = await accountAs(Role.EDITOR);
    const token = await tokenTo(draft, viewerFor(account));

    await change(account, { role: Role.EDITOR, networkId: casc.id });
    expect(await previewed(token)).toMatchObject({ title: 'Draft' });
    await change(account, { role: Role.ADMIN, networkId: null });
    expect(await previewed(token)).toMatchObject({ title: 'Draft' });
  });

  test.each<[string, Partial<ApiKey>]>([
    ['is revoked', { revokedAt: '2026-01-01T00:00:00.000Z' }],
    ['has expired', { expiresAt: '2026-01-01T00:00:00.000Z' }],
  ])('when the API key %s', async (_what, changes) => {
    const key = `entk_${'k'.repeat(42)}${_what.length % 10}`;
    const created = await server.app.database.write((manager) =>
      manager.save(
        manager.create(ApiKey, { name: 'a key', tokenHash: hashToken(key), role: Role.EDITOR, createdAt: '' }),
      ),
    );
    const { createActivityPreview } = await server.data(create, { input: { id: draft.globalId } }, bearer(key));
    expect(await previewed(createActivityPreview.token)).toMatchObject({ title: 'Draft' });

    await server.app.database.write((manager) => manager.update(ApiKey, { id: created.id }, changes));

    expect(await previewed(createActivityPreview.token)).toBeNull();
  });

  test('for news and networks as well', async () => {
    const account = await accountAs(Role.EDITOR);
    const [news, network] = await make(server.app, async (factories) => {
      const hidden = publication(PublicationState.DRAFT);
      return [
        await factories.newsItem({ publication: hidden }),
        await factories.network({ publication: hidden }),
      ] as const;
    });
    const tokens = [
      (await mutationsOf(server, 'createNewsItemPreview', viewerFor(account)).done({ id: news.globalId }, 'token'))[
        'token'
      ],
      (await mutationsOf(server, 'createNetworkPreview', viewerFor(account)).done({ id: network.globalId }, 'token'))[
        'token'
      ],
    ];
    for (const token of tokens) expect(await previewed(token)).not.toBeNull();

    await change(account, { role: Role.MEMBER });

    for (const token of tokens) expect(await previewed(token)).toBeNull();
  });

  test('but one from before creators were recorded lasts until it expires', async () => {
    const token = await tokenTo(draft);
    await server.app.database.write((manager) =>
      manager.update(Preview, { tokenHash: hashToken(token) }, { createdById: null, createdByKeyId: null }),
    );

    expect(await previewed(token)).toMatchObject({ title: 'Draft' });
  });
});

test('previews are deleted when they have expired, and no others', async () => {
  await tokenTo(draft);
  await tokenTo(otherDraft);
  const { database } = server.app;
  const left = await database.write(async (manager) => {
    const expiresAt = new Date().toISOString();
    await manager.update(Preview, { type: 'Activity', itemId: draft.id }, { expiresAt });
    await deleteExpiredPreviews(manager, expiresAt);
    return manager.findBy(Preview, { type: PublishableType.ACTIVITY, itemId: In([draft.id, otherDraft.id]) });
  });

  expect(left).toMatchObject([{ itemId: otherDraft.id }]);
});

describe('the previews of an item', () => {
  const list = `query ($id: ID!) { node(id: $id) { ... on Activity { previews {
    id expiresAt isActive createdBy { email } } } } }`;
  const listed = async (asker: Asker = editor, { globalId }: Activity = draft) =>
    (await server.data(list, { id: globalId }, asker)).node.previews as Record<string, any>[];

  test('are listed newest first until they expire, without their tokens, and revoked one by one', async () => {
    const account = await make(server.app, (factories) => factories.account({ role: Role.EDITOR }));
    const asAccount = viewerOf(Role.EDITOR, { accountId: account.id });
    const tokens = [await tokenTo(draft), await tokenTo(draft, asAccount)];
    await tokenTo(otherDraft);

    const previews = await listed();
    expect(previews).toEqual([
      { id: expect.any(String), expiresAt: expect.any(String), isActive: true, createdBy: { email: account.email } },
      { id: expect.any(String), expiresAt: expect.any(String), isActive: true, createdBy: null },
    ]);
    const { id } = previews[0]!;
    const node = 'query ($id: ID!) { node(id: $id) { ... on Preview { isActive } } }';
    expect(await server.data(node, { id }, editor)).toEqual({ node: { isActive: true } });
    expect(await server.data(node, { id })).toEqual({ node: null });

    expect(await mutationsOf(server, 'revokePreview', editor).done({ id }, 'deletedId')).toEqual({ deletedId: id });

    expect(await previewed(tokens[1]!)).toBeNull();
    expect(await previewed(tokens[0]!)).toMatchObject({ title: 'Draft' });
    expect(await listed()).toHaveLength(1);
    expect(await mutationsOf(server, 'revokePreview', editor).refused({ id })).toMatchObject({ code: 'NOT_FOUND' });
    server.pass(8 * day);
    expect(await listed()).toEqual([]);
  });

  test('are listed and revoked only by those who may edit the item', async () => {
    const strange = await make(server.app, (factories) => factories.network());
    const ofStrange = viewerOf(Role.EDITOR, { networkId: strange.id });
    const shown = await make(server.app, (factories) => factories.activity());
    const token = await tokenTo(shown);
    const [{ id }] = (await listed(editor, shown)) as [{ id: string }];

    for (const asker of [undefined, member, ofStrange]) {
      const { data, errors } = await server.query(list, { id: shown.globalId }, asker);
      expect(data?.node).toEqual({ previews: null });
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    }
    expect(await mutationsOf(server, 'revokePreview', member).refused({ id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await mutationsOf(server, 'revokePreview', ofStrange).refused({ id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await previewed(token)).not.toBeNull();
  });

  test('are at most 500, without those that have expired', async () => {
    await server.app.database.write(async (manager) => {
      const [past, future] = [-day, 30 * day].map((ms) => new Date(Date.now() + ms).toISOString());
      for (let number = 0; number < 500; number += 1) {
        await manager.insert(Preview, {
          tokenHash: `hash ${draft.id} ${number}`,
          type: PublishableType.ACTIVITY,
          itemId: draft.id,
          expiresAt: number === 0 ? past! : future!,
        });
      }
    });

    await mutationsOf(server, 'createActivityPreview', editor).done({ id: draft.globalId }, 'token');
    expect(await mutationsOf(server, 'createActivityPreview', editor).refused({ id: draft.globalId })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await listed()).toHaveLength(500);
  });
});
