import { getDirective } from '@graphql-tools/utils';
import { isObjectType } from 'graphql';
import { Role, satisfies } from '../../../src/core/access/role';
import { createSchema } from '../../../src/graphql/schema/schema';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { OrganisationRole } from '../../../src/modules/catalogue/organisation/organisation-role';
import type { Account } from '../../../src/modules/identity/account/account.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { make, publication } from '../../support/factories';
import { operationsAlongEveryPath } from '../../support/schema-paths';
import { startTestServer, type TestServer } from '../../support/test-server';
import { type TestViewer, viewerOf } from '../../support/viewers';

const schema = createSchema(resolverClasses);

/** An item of the test world with the values that decide who can reach it. */
interface WorldItem {
  readonly name: string;
  readonly id: string;
  readonly slug?: string;
  readonly isPublic: boolean;
  /** The networks whose editors may edit it. */
  readonly networks: readonly Network[];
}

interface World {
  readonly networks: { readonly casc: Network; readonly other: Network };
  readonly accounts: Readonly<Record<string, Account>>;
  readonly items: readonly WorldItem[];
}

let server: TestServer;
let world: World;

/** Makes the world before the tests of a file, and closes its server after them. */
export function useWorld(): void {
  // Thousands of paths, which a busy machine follows slowly.
  jest.setTimeout(600_000);

  beforeAll(async () => {
    server = await startTestServer({ DEMO_DATA: 'false', MAX_OPERATION_COST: '1000000000', RATE_LIMIT: 'off' });
    world = await makeWorld();
  });

  afterAll(() => server.close());
}

/** Published and hidden items of two networks, with as many references to each other as possible. */
function makeWorld(): Promise<World> {
  return make(server.app, async (create) => {
    const casc = await create.network({ slug: 'casc', name: 'Common' });
    const other = await create.network({ slug: 'other', name: 'Common' });
    const hidden = await create.network({
      slug: 'hidden',
      name: 'Common',
      publication: publication(PublicationState.DRAFT),
    });
    const unodc = await create.organisation({ slug: 'unodc', name: 'Common' });
    const accounts = {
      viewer: await create.account({ role: Role.VIEWER }),
      member: await create.account({ role: Role.MEMBER, networkId: casc.id }),
      memberOfOther: await create.account({ role: Role.MEMBER, networkId: other.id }),
      editorOfOne: await create.account({ role: Role.EDITOR, networkId: casc.id }),
      editor: await create.account({ role: Role.EDITOR }),
      admin: await create.account({ role: Role.ADMIN }),
    };
    const stateOf = (isPublic: boolean) =>
      Object.assign(publication(isPublic ? PublicationState.PUBLISHED : PublicationState.DRAFT), {
        createdById: accounts.member.id,
        updatedById: accounts.admin.id,
      });
    const items: WorldItem[] = [];
    const addImage = async (name: string, isPublic: boolean, networks: readonly Network[]) => {
      const image = await create.image();
      items.push({ name: `image-${name}`, id: image.globalId, isPublic, networks });
      return image;
    };
    const addAttachment = async (name: string, isPublic: boolean, networks: readonly Network[]) => {
      const attachment = await create.attachment();
      items.push({ name: `attachment-${name}`, id: attachment.globalId, isPublic, networks });
      return attachment;
    };
    items.push({ name: 'hidden', id: hidden.globalId, slug: 'hidden', isPublic: false, networks: [hidden] });
    const hiddenMember = await create.memberCountry({ networkId: hidden.id, countryCode: 'KG' });
    items.push({ name: 'member-hidden', id: hiddenMember.globalId, isPublic: false, networks: [hidden] });
    const news = [];
    for (const isPublic of [true, false]) {
      const values = { slug: `news-${isPublic}`, title: 'Common', publication: stateOf(isPublic) };
      const item = await create.newsItem(values);
      news.push(item);
      await create.newsShowsImage(item, await addImage(values.slug, isPublic, [casc, other]));
      await create.newsOffers(item, await addAttachment(values.slug, isPublic, [casc, other]));
      items.push({ name: values.slug, id: item.globalId, slug: item.slug, isPublic, networks: [casc, other] });
    }
    for (const network of [casc, other]) {
      const { slug } = network;
      items.push({ name: slug, id: network.globalId, slug, isPublic: true, networks: [network] });
      const member = await create.memberCountry({ networkId: network.id, countryCode: 'KG' });
      items.push({ name: `member-${slug}`, id: member.globalId, isPublic: true, networks: [network] });
      for (const isPublic of [true, false]) {
        const name = `${slug}-${isPublic}`;
        const activity = await create.activity({
          slug: name,
          title: 'Common',
          publication: stateOf(isPublic),
          operativeDimension: { countryCode: 'KG' },
        });
        await create.showsImage(activity, await addImage(name, isPublic, [network]));
        await create.offers(activity, await addAttachment(name, isPublic, [network]));
        await create.takesPart(activity, network);
        await create.takesPart(activity, hidden);
        await create.participates(activity, 'KG');
        await create.hasRole(activity, unodc, OrganisationRole.HOST);
        const parts = {
          objective: await create.objective({ activityId: activity.id }),
          transaction: await create.transaction({ activityId: activity.id, providerId: unodc.id }),
          indicator: await create.indicator({ activityId: activity.id }),
        };
        for (const [part, { globalId }] of Object.entries(parts)) {
          items.push({ name: `${part}-${name}`, id: globalId, isPublic, networks: [network] });
        }
        for (const item of news) await create.reports(item, activity);
        items.push({ name, id: activity.globalId, slug: name, isPublic, networks: [network] });
        for (const [index, isOpen] of [true, false].entries()) {
          const document = await create.document({
            activityId: activity.id,
            position: index + 1,
            publication: stateOf(isOpen),
            contentVersion: 1,
          });
          await create.content({ documentId: document.id, uploadedById: accounts.member.id });
          items.push({
            name: `document-${name}-${isOpen}`,
            id: document.globalId,
            isPublic: isPublic && isOpen,
            networks: [network],
          });
        }
      }
    }
    return { networks: { casc, other }, accounts, items };
  });
}

type Asker = 'nobody' | 'viewer' | 'member' | 'memberOfOther' | 'editorOfOne' | 'editor' | 'admin';

const all: readonly Asker[] = ['nobody', 'viewer', 'member', 'memberOfOther', 'editorOfOne', 'editor', 'admin'];

/**
 * On PostgreSQL, one of those who see the same, or the same of another network: a viewer sees what nobody does, an administrator
 * what an editor does.
 */
export const askers: readonly Asker[] = __DATABASE__ === 'sqlite' ? all : ['nobody', 'member', 'editorOfOne', 'editor'];

function asViewer(asker: Asker): TestViewer | undefined {
  const account = world.accounts[asker];
  return account && viewerOf(account.role, { accountId: account.id, networkId: account.networkId });
}

/** The ids that the viewer should reach. The rules are repeated here because they test the policies. */
export function reachableBy(asker: Asker): string[] {
  const edits = ({ networks }: WorldItem) =>
    asker === 'editor' || asker === 'admin' || (asker === 'editorOfOne' && networks.includes(world.networks.casc));
  const items = world.items.filter((item) => item.isPublic || edits(item)).map(({ id }) => id);
  const accounts = Object.entries(world.accounts)
    .filter(([name]) => name === asker || asker === 'editor' || asker === 'admin')
    .map(([, { globalId }]) => globalId);
  return [...items, ...accounts].sort();
}

/** The documents whose file the viewer should be able to open. */
export function openTo(asker: Asker): string[] {
  const opened: Partial<Record<Asker, Network[]>> = {
    member: [world.networks.casc],
    memberOfOther: [world.networks.other],
    editorOfOne: [world.networks.casc],
    editor: Object.values(world.networks),
    admin: Object.values(world.networks),
  };
  const reachable = new Set(reachableBy(asker));
  return world.items
    .filter(({ id, name, networks }) => {
      const isOpened = networks.some((network) => opened[asker]?.includes(network));
      return name.startsWith('document') && reachable.has(id) && isOpened;
    })
    .map(({ id }) => id)
    .sort();
}

function hiddenDocument(): string {
  return world.items.find(({ name, isPublic }) => name.startsWith('document') && !isPublic)!.id;
}

/**
 * All operations along all paths that the role may use, with all items of the world as arguments.
 *
 * @param preview the token of a preview, to use only paths that start with it
 */
function operationsFor(role: Role | null, steps: number, preview?: string): Iterable<string> {
  const ids = [...world.items.map(({ id }) => id), ...Object.values(world.accounts).map(({ globalId }) => globalId)];
  const slugs = (prefix = '') =>
    world.items.flatMap(({ slug }) => (slug?.startsWith(prefix) ? [`(slug: "${slug}")`] : []));
  const calls: Record<string, readonly string[]> = {
    // `nodes` requests all ids. This requests a hidden document and an account.
    'Query.node': [hiddenDocument(), ids.at(-1)].map((id) => `(id: "${id}")`),
    'Query.nodes': [`(ids: ${JSON.stringify(ids)})`],
    'Query.preview': [`(token: "${preview ?? 'entp_'}")`],
    'Query.programme': ['(slug: "eu-act")'],
    'Query.network': slugs(),
    'Query.activity': slugs(),
    'Query.newsItem': slugs('news'),
    'Query.organisation': ['(slug: "unodc")'],
    'Query.country': ['(code: "KG")'],
    'Query.search': ['(text: "common")'],
    'Activity.snippet': ['(text: "common")'],
    'Query.activityStatistics': ['(groupBy: [YEAR])'],
    'Query.codelist': ['(name: "Region")'],
    'Query.moneyStatistics': ['(kinds: [DISBURSEMENT], groupBy: [NETWORK])'],
  };
  return operationsAlongEveryPath({
    schema,
    steps,
    argumentsOf: (type, field) => calls[`${type}.${field}`],
    enters: (type, field) => {
      // They are no items, and the operations would be too long.
      if (['changedOriginals', 'focalPoint', 'translations'].includes(field)) return false;
      if (type === 'Query' && preview !== undefined && field !== 'preview') return false;
      const definition = schema.getType(type);
      const auth = isObjectType(definition) ? getDirective(schema, definition.getFields()[field]!, 'auth')?.[0] : null;
      return !auth || satisfies(role, auth.requires as Role);
    },
    leaves: (type) => {
      if (type === 'RestrictedDocument') return ['id', 'access { state } content { sha256 }'];
      const definition = schema.getType(type);
      return isObjectType(definition) && definition.getFields()['id'] ? ['id'] : [];
    },
  });
}

interface Reached {
  readonly ids: Set<string>;
  /** The documents that any path showed as unlocked, and those whose file any path showed. */
  readonly unlocked: Set<string>;
  readonly contents: Set<string>;
}

const followed = new Set([
  ...['Account', 'Activity', 'Attachment', 'Image', 'Indicator', 'MemberCountry', 'Network', 'NewsItem', 'Objective'],
  ...['RestrictedDocument', 'Transaction'],
]);

function collect(value: unknown, reached: Reached): void {
  if (Array.isArray(value)) for (const one of value) collect(one, reached);
  if (typeof value !== 'object' || value === null) return;
  const { __typename, id, access, content } = value as Record<string, any>;
  if (followed.has(__typename) && typeof id === 'string') reached.ids.add(id);
  if (__typename === 'RestrictedDocument') {
    if (access.state === 'UNLOCKED') reached.unlocked.add(id);
    if (content !== null) reached.contents.add(id);
  }
  for (const part of Object.values(value)) collect(part, reached);
}

/** @param steps the number of fields that follow one another on the longest paths */
export async function reach(asker: Asker, steps: number, preview?: string): Promise<Reached> {
  const reached: Reached = { ids: new Set(), unlocked: new Set(), contents: new Set() };
  const viewer = asViewer(asker);
  for (const operation of operationsFor(viewer?.role ?? null, steps, preview)) {
    const { data, errors = [] } = await server.query(operation, {}, viewer);
    // A visible item may still refuse a field, such as its log to a viewer who may not edit it.
    expect(errors.filter(({ extensions }) => extensions.code !== 'FORBIDDEN')).toEqual([]);
    collect(data, reached);
  }
  return reached;
}

/** Follows every path of so many steps, and expects what the policies allow, and nothing else. */
export async function expectPoliciesOnEveryPath(asker: Asker, steps: number): Promise<void> {
  const reached = await reach(asker, steps);

  expect([...reached.ids].sort()).toEqual(reachableBy(asker));
  expect([...reached.unlocked].sort()).toEqual(openTo(asker));
  expect([...reached.contents].sort()).toEqual(openTo(asker));
}

/** The token of a preview of the item with this name in the world. */
export async function previewOf(kind: string, name: string): Promise<string> {
  const { id } = world.items.find((item) => item.name === name)!;
  const mutation = `create${kind}Preview`;
  const create = `mutation { ${mutation}(input: { id: "${id}" }) { token } }`;
  return (await server.data(create, {}, asViewer('editor')))[mutation].token;
}

/** The ids of the items with these names in the world. */
export function idsOf(names: readonly string[]): string[] {
  return world.items.filter((item) => names.includes(item.name)).map(({ id }) => id);
}
