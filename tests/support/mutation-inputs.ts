import { Role } from '../../src/core/access/role';
import { encodeGlobalId, findKey } from '../../src/core/types/global-id';
import { Network } from '../../src/modules/catalogue/network/network.entity';
import { WebhookDelivery, WebhookDeliveryState } from '../../src/modules/events/webhook/webhook-delivery.entity';
import { WebhookEvent } from '../../src/modules/events/webhook/webhook-event';
import type { Account } from '../../src/modules/identity/account/account.entity';
import { PublicationState } from '../../src/modules/publishing/publication.entity';
import { makeCode, pagePassword, setPagePassword } from './documents';
import { type Factories, make, publication } from './factories';
import { mailTo } from './mailbox';
import { mutationsOf } from './mutations';
import { accountWithPassword, password } from './sign-in';
import type { TestServer } from './test-server';
import { admin, viewerOf } from './viewers';

/** The data for one try of a mutation. */
export interface Scene {
  readonly server: TestServer;
  /** The network that the mutation concerns. */
  readonly network: Network;
  /** The caller, or null for an anonymous one. */
  readonly asker: Account | null;
  /** The publication state of the item and of the network. */
  readonly state: PublicationState;
}

type Input = object | null;

/** Creates the data for a mutation. Returns a valid input, or null when the mutation takes none. */
type Prepare = (scene: Scene) => Promise<Input>;

/** The target of a mutation as inputs name it. */
interface Target {
  readonly id: string;
  readonly version: number;
}

type ItemType = 'Activity' | 'NewsItem' | 'Network' | 'RestrictedDocument';

const future = '2099-01-01T00:00:00.000Z';
const anotherPassword = 'bevel-12-quartz-umbrella';

let named = 0;

function name(): string {
  named += 1;
  return `Tried ${named}`;
}

function newPerson(): { email: string; name: string } {
  return { email: `${name().replace(' ', '-').toLowerCase()}@example.org`, name: 'Tried' };
}

function makeIn<T>({ server }: Scene, work: (create: Factories) => Promise<T>): Promise<T> {
  return make(server.app, work);
}

function activityOf(scene: Scene, status = publication(scene.state)) {
  return makeIn(scene, async (create) => {
    const activity = await create.activity({ publication: status });
    await create.takesPart(activity, scene.network);
    return activity;
  });
}

/** The global id of a transaction of an activity that belongs to the network of the scene. */
async function transactionIn(scene: Scene): Promise<string> {
  const { id: activityId } = await activityOf(scene);
  return (await makeIn(scene, (create) => create.transaction({ activityId }))).globalId;
}

async function documentOf(scene: Scene, status = publication(scene.state)) {
  const activity = await activityOf(scene);
  return makeIn(scene, async (create) => {
    const document = await create.document({ activityId: activity.id, contentVersion: 1, publication: status });
    await create.content({ documentId: document.id });
    return document;
  });
}

/** Creates an item of each publishable type that belongs to the network of the scene. */
const createItem: Readonly<
  Record<ItemType, (scene: Scene, status: Network['publication']) => Promise<{ globalId: string }>>
> = {
  Activity: activityOf,
  NewsItem: async (scene, status) => {
    const activity = await activityOf(scene, publication());
    return makeIn(scene, async (create) => {
      const item = await create.newsItem({ publication: status });
      await create.reports(item, activity);
      return item;
    });
  },
  Network: async ({ server, network }, status) => {
    await server.app.database.write((manager) => manager.update(Network, { id: network.id }, { publication: status }));
    return network;
  },
  RestrictedDocument: documentOf,
};

async function target(kind: ItemType, scene: Scene, status = publication(scene.state)): Promise<Target> {
  return { id: (await createItem[kind](scene, status)).globalId, version: 1 };
}

/** The mutations that set and delete translations of a type. `texts` are those that a translation must have. */
function translationsOf(
  kind: string,
  onTarget: (scene: Scene) => Promise<Target>,
  texts: object,
): Record<string, Prepare> {
  const input = async (scene: Scene): Promise<Target & { readonly locale: string }> => ({
    ...(await onTarget(scene)),
    locale: 'ru',
    ...texts,
  });
  return {
    [`set${kind}Translation`]: input,
    [`delete${kind}Translation`]: async (scene) => {
      const before = await input(scene);
      await mutationsOf(scene.server, `set${kind}Translation`).done(before, '__typename');
      return { id: before.id, version: before.version + 1, locale: 'ru' };
    },
  };
}

/** The texts that a translation of each type must have. */
const requiredTexts: Readonly<Record<ItemType, object>> = {
  Activity: { title: 'Перевод', summary: 'Перевод' },
  NewsItem: { title: 'Перевод', excerpt: 'Перевод' },
  Network: { name: 'Перевод' },
  RestrictedDocument: { title: 'Перевод' },
};

/** Changed fields of an item of each type. */
const changes: Readonly<Record<ItemType, () => object>> = {
  Activity: () => ({ title: name() }),
  NewsItem: () => ({ title: name() }),
  Network: () => ({ name: name() }),
  RestrictedDocument: () => ({ title: name() }),
};

/** The mutations of each publishable type. */
function mutationsOn(kind: ItemType): Record<string, Prepare> {
  const onTarget: Prepare = (scene) => target(kind, scene);
  return {
    ...translationsOf(kind, (scene) => target(kind, scene), requiredTexts[kind]),
    [`update${kind}`]: async (scene) => ({ ...(await target(kind, scene)), ...changes[kind]() }),
    [`publish${kind}`]: onTarget,
    [`unpublish${kind}`]: onTarget,
    [`archive${kind}`]: onTarget,
    [`delete${kind}`]: onTarget,
    // Public content cannot be scheduled.
    [`schedule${kind}`]: async (scene) => ({
      ...(await target(kind, scene, publication(PublicationState.DRAFT))),
      publishAt: future,
    }),
    [`restore${kind}`]: (scene) =>
      target(
        kind,
        scene,
        Object.assign(publication(PublicationState.ARCHIVED), { deletedAt: '2026-01-01T00:00:00.000Z' }),
      ),
    [`revert${kind}`]: async (scene) => {
      const before = await target(kind, scene);
      // The history begins with the first change.
      await mutationsOf(scene.server, `update${kind}`).done({ ...before, ...changes[kind]() }, '__typename');
      return { id: before.id, version: 2, to: 1 };
    },
  };
}

/** The preview mutations of types that have previews. */
function previewsOf(kind: ItemType): Record<string, Prepare> {
  const prepare: Prepare = async (scene) => ({ id: (await target(kind, scene)).id });
  return {
    [`create${kind}Preview`]: prepare,
    [`revoke${kind}Previews`]: async (scene) => {
      const input = await prepare(scene);
      await mutationsOf(scene.server, `create${kind}Preview`).done(input!, '__typename');
      return input;
    },
  };
}

/** The mutations of a reference type, with which administrators create, update and delete entries. */
function mutationsOnEntries(
  kind: 'Component' | 'Organisation' | 'Programme' | 'Region',
  entry: (scene: Scene) => Promise<{ globalId: string }>,
  created: Prepare,
): Record<string, Prepare> {
  const onTarget = async (scene: Scene): Promise<Target> => ({ id: (await entry(scene)).globalId, version: 1 });
  return {
    ...translationsOf(kind, onTarget, { name: 'Перевод' }),
    [`create${kind}`]: created,
    [`update${kind}`]: async (scene) => ({ ...(await onTarget(scene)), name: name() }),
    [`delete${kind}`]: onTarget,
  };
}

/** Creates a membership. The version of the target is that of its network. */
async function membershipOf(scene: Scene): Promise<Target> {
  const { globalId } = await makeIn(scene, (create) => create.memberCountry({ networkId: scene.network.id }));
  return { id: globalId, version: 1 };
}

/** Creates an image that no item shows. */
async function imageOf(scene: Scene): Promise<Target> {
  const { globalId } = await makeIn(scene, (create) => create.image({ networkId: scene.network.id }));
  return { id: globalId, version: 1 };
}

async function shownImageOf(scene: Scene): Promise<Target> {
  const activity = await activityOf(scene);
  const { globalId } = await makeIn(scene, async (create) => {
    const image = await create.image({ networkId: scene.network.id });
    await create.showsImage(activity, image);
    return image;
  });
  return { id: globalId, version: 1 };
}

/** Creates an attachment that no item offers. */
async function attachmentOf(scene: Scene): Promise<Target> {
  const { globalId } = await makeIn(scene, (create) => create.attachment({ networkId: scene.network.id }));
  return { id: globalId, version: 1 };
}

async function offeredAttachmentOf(scene: Scene): Promise<Target> {
  const activity = await activityOf(scene);
  const { globalId } = await makeIn(scene, async (create) => {
    const attachment = await create.attachment({ networkId: scene.network.id });
    await create.offers(activity, attachment);
    return attachment;
  });
  return { id: globalId, version: 1 };
}

async function accountOf({ server }: Scene): Promise<Target> {
  return { id: (await accountWithPassword(server)).globalId, version: 1 };
}

/** The URL is one of this machine. Nothing is sent to it. */
const webhookInput = { url: 'http://localhost/', events: ['ACTIVITY_PUBLISHED'] };

async function webhookOf(server: TestServer): Promise<{ id: string; key: number }> {
  const { webhook } = await mutationsOf(server, 'createWebhook').done(webhookInput, 'webhook { id }');
  return { id: webhook.id, key: findKey(webhook.id, 'Webhook')! };
}

/** The input of each mutation. The test of docs/access.md names any that is missing here. */
export const mutationInputs: Readonly<Record<string, Prepare>> = {
  ...mutationsOn('Activity'),
  ...mutationsOn('NewsItem'),
  ...mutationsOn('Network'),
  ...mutationsOn('RestrictedDocument'),
  ...previewsOf('Activity'),
  ...previewsOf('NewsItem'),
  ...previewsOf('Network'),
  createActivity: ({ network }) => Promise.resolve({ title: name(), summary: 'A summary.', networks: [network.slug] }),
  createNewsItem: async (scene) => {
    const { slug } = await activityOf(scene, publication());
    return { title: name(), excerpt: 'An excerpt.', activities: [slug] };
  },
  createNetwork: () => Promise.resolve({ name: name() }),
  createRestrictedDocument: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    title: name(),
    fileName: 'A file.pdf',
  }),
  replaceRestrictedDocumentFile: async (scene) => ({
    restrictedDocumentId: (await documentOf(scene)).globalId,
    fileName: 'A file.pdf',
  }),

  createImage: () => Promise.resolve({ fileName: 'A picture.jpg' }),
  updateImage: async (scene) => ({ ...(await shownImageOf(scene)), alt: name() }),
  deleteImage: imageOf,
  ...translationsOf('Image', shownImageOf, { alt: 'Картина' }),
  createAttachment: () => Promise.resolve({ title: name(), fileName: 'A report.pdf' }),
  updateAttachment: async (scene) => ({ ...(await offeredAttachmentOf(scene)), title: name() }),
  deleteAttachment: attachmentOf,

  setObjectives: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    objectives: ['An objective.'],
  }),
  setParticipation: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    participation: [{ country: 'KG', women: 5, men: 3 }],
  }),
  setRecipients: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    recipients: [{ country: 'KG' }],
  }),
  setSectors: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    sectors: [{ code: '15210' }],
  }),
  setLocations: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    locations: [{ name: 'Bishkek' }],
  }),
  setBudgets: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    budgets: [
      {
        type: 'ORIGINAL',
        status: 'COMMITTED',
        periodStart: '2026-01-01',
        periodEnd: '2026-12-31',
        value: { amount: '1000', currency: 'EUR' },
      },
    ],
  }),
  setResults: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    results: [{ type: 'OUTPUT', title: 'Trained officers' }],
  }),
  createTransaction: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    version: 1,
    kind: 'DISBURSEMENT',
    date: '2026-01-01',
    value: { amount: '10', currency: 'EUR' },
  }),
  updateTransaction: async (scene) => ({
    id: await transactionIn(scene),
    version: 1,
    value: { amount: '20', currency: 'EUR' },
  }),
  deleteTransaction: async (scene) => ({ id: await transactionIn(scene), version: 1 }),
  moveObjective: async (scene) => {
    const { id } = await activityOf(scene);
    const [first] = await makeIn(scene, async (create) => [
      await create.objective({ activityId: id, position: 1, text: 'One' }),
      await create.objective({ activityId: id, position: 2, text: 'Two' }),
    ]);
    return { id: first.globalId, version: 1, position: 2 };
  },
  admitCountry: ({ network }) =>
    Promise.resolve({ networkId: network.globalId, version: 1, country: 'KG', kind: 'ACTIVE' }),
  withdrawCountry: async (scene) => ({ ...(await membershipOf(scene)), until: '2026' }),
  updateMemberCountry: async (scene) => ({ ...(await membershipOf(scene)), kind: 'OBSERVER' }),
  deleteMemberCountry: membershipOf,

  createDocumentAccessCode: async (scene) => ({
    documentId: (await documentOf(scene)).globalId,
    recipient: 'A prosecutor',
  }),
  createDocumentAccessCodes: async (scene) => ({
    documentId: (await documentOf(scene)).globalId,
    recipients: [{ recipient: 'A prosecutor' }, { recipient: 'A judge' }],
  }),
  revokeDocumentAccessCode: async (scene) => ({
    id: (await makeCode(scene.server, await documentOf(scene))).accessCode.id,
  }),
  revokePreview: async (scene) => {
    const { globalId: id } = await activityOf(scene);
    await mutationsOf(scene.server, 'createActivityPreview').done({ id }, 'token');
    const list = 'query ($id: ID!) { node(id: $id) { ... on Activity { previews { id } } } }';
    return { id: (await scene.server.data(list, { id }, admin)).node.previews[0].id };
  },
  setActivityDocumentsPassword: async (scene) => ({
    activityId: (await activityOf(scene)).globalId,
    password: pagePassword,
  }),
  unlockDocument: async (scene) => {
    const document = await documentOf(scene);
    const { password: code } = await makeCode(scene.server, document);
    return { documentId: document.globalId, password: code };
  },
  unlockActivityDocuments: async (scene) => {
    const activity = await activityOf(scene);
    await setPagePassword(scene.server, activity, pagePassword);
    return { activityId: activity.globalId, password: pagePassword };
  },

  signIn: async ({ server }) => ({ email: (await accountWithPassword(server)).email, password }),
  startBrowserSession: async ({ server }) => ({ email: (await accountWithPassword(server)).email, password }),
  signOut: () => Promise.resolve(null),
  signOutEverywhere: () => Promise.resolve(null),
  endSession: async ({ server }) => {
    const { id: accountId } = await accountWithPassword(server);
    await server.tokenOf(viewerOf(Role.VIEWER, { accountId }));
    const list = 'query ($id: ID!) { node(id: $id) { ... on Account { sessions { id } } } }';
    const { node } = await server.data(list, { id: encodeGlobalId('Account', accountId) }, admin);
    return { id: node.sessions[0].id };
  },
  endOtherSessions: async ({ server }) => ({ accountId: (await accountWithPassword(server)).globalId }),
  changePassword: () => Promise.resolve({ currentPassword: password, newPassword: anotherPassword }),
  updateViewer: () => Promise.resolve({ name: name(), locale: 'fr' }),

  inviteAccount: (scene) => Promise.resolve({ ...newPerson(), role: 'VIEWER', networkId: scene.network.globalId }),
  revokeInvitation: async (scene) => {
    const input = { ...newPerson(), role: 'VIEWER', networkId: scene.network.globalId };
    const { account } = await mutationsOf(scene.server, 'inviteAccount').done(input, 'account { id }');
    return { id: account.id };
  },
  acceptInvitation: async ({ server }) => {
    const person = newPerson();
    await mutationsOf(server, 'inviteAccount').done({ ...person, role: 'VIEWER' }, '__typename');
    return { token: (await mailTo(server, person.email)).token, password };
  },
  requestPasswordReset: async ({ server }) => ({ email: (await accountWithPassword(server)).email }),
  resetPassword: async ({ server }) => {
    const { email } = await accountWithPassword(server);
    await mutationsOf(server, 'requestPasswordReset').done({ email }, 'sent');
    return { token: (await mailTo(server, email)).token, password: anotherPassword };
  },

  createAccount: () =>
    Promise.resolve({ email: `${name().replace(' ', '-')}@example.org`, name: 'Tried', role: 'VIEWER', password }),
  updateAccount: async (scene) => ({ ...(await accountOf(scene)), role: 'MEMBER' }),
  setAccountPassword: async (scene) => ({ id: (await accountOf(scene)).id, password: anotherPassword }),
  deleteAccount: accountOf,
  createApiKey: () => Promise.resolve({ name: name(), role: 'VIEWER' }),
  revokeApiKey: async ({ server }) => {
    const { apiKey } = await mutationsOf(server, 'createApiKey').done(
      { name: name(), role: Role.VIEWER },
      'apiKey { id }',
    );
    return { id: apiKey.id };
  },
  deleteDemonstrationData: () => Promise.resolve({}),
  createWebhook: () => Promise.resolve(webhookInput),
  deleteWebhook: async ({ server }) => ({ id: (await webhookOf(server)).id }),
  redeliverWebhookDelivery: async ({ server }) => {
    const { key } = await webhookOf(server);
    const { globalId } = await server.app.database.write((manager) =>
      manager.save(
        manager.create(WebhookDelivery, {
          webhookId: key,
          eventId: 1,
          type: WebhookEvent.ACTIVITY_PUBLISHED,
          itemId: 1,
          occurredAt: '2026-01-01T00:00:00.000Z',
          state: WebhookDeliveryState.FAILED,
          attempts: 10,
        }),
      ),
    );
    return { id: globalId };
  },

  ...mutationsOnEntries(
    'Programme',
    (scene) => makeIn(scene, (create) => create.programme()),
    () => Promise.resolve({ name: name() }),
  ),
  ...mutationsOnEntries(
    'Component',
    (scene) => makeIn(scene, async (create) => create.component({ programmeId: (await create.programme()).id })),
    async (scene) => {
      const { slug } = await makeIn(scene, (create) => create.programme());
      return { code: name(), name: name(), programme: slug };
    },
  ),
  ...mutationsOnEntries(
    'Region',
    (scene) => makeIn(scene, (create) => create.region()),
    () => Promise.resolve({ code: name(), name: name() }),
  ),
  ...mutationsOnEntries(
    'Organisation',
    (scene) => makeIn(scene, (create) => create.organisation()),
    () => Promise.resolve({ name: name() }),
  ),
};

/** The headers that a mutation needs instead of a token; null if a token is right. */
export function headersFor(mutation: string, { server }: Scene): Record<string, string> | null {
  return mutation === 'startBrowserSession' ? { 'entente-session': 'cookie', origin: server.address } : null;
}
