import { getDirective } from '@graphql-tools/utils';
import { isObjectType } from 'graphql';
import { Role, satisfies } from '../../../src/core/access/role';
import type { Account } from '../../../src/modules/identity/account.entity';
import type { Network } from '../../../src/modules/catalogue/network/network.entity';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { createSchema } from '../../../src/graphql/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { make, publication } from '../../support/factories';
import { operationsAlongEveryPath } from '../../support/schema-paths';
import { startTestServer, type TestServer } from '../../support/test-server';
import { viewerOf, type TestViewer } from '../../support/viewers';

const schema = createSchema(resolverClasses);
const steps = 4;

/** A thing of the world with all that decides who reaches it. */
interface Thing {
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
  readonly things: readonly Thing[];
}

let server: TestServer;
let world: World;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  world = await makeWorld();
});

afterAll(() => server.close());

/** Published and hidden things of two networks, every one of them tied to the others as closely as can be. */
function makeWorld(): Promise<World> {
  return make(server.app, async (create) => {
    const casc = await create.network({ slug: 'casc', name: 'Common' });
    const other = await create.network({ slug: 'other', name: 'Common' });
    const hidden = await create.network({
      slug: 'hidden',
      name: 'Common',
      publication: publication(PublicationState.DRAFT),
    });
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
    const things: Thing[] = [
      { name: 'hidden', id: hidden.globalId, slug: 'hidden', isPublic: false, networks: [hidden] },
    ];
    const news = [];
    for (const isPublic of [true, false]) {
      const values = { slug: `news-${isPublic}`, title: 'Common', publication: stateOf(isPublic) };
      const item = await create.newsItem(values);
      news.push(item);
      things.push({ name: values.slug, id: item.globalId, slug: item.slug, isPublic, networks: [casc, other] });
    }
    for (const network of [casc, other]) {
      const { slug } = network;
      things.push({ name: slug, id: network.globalId, slug, isPublic: true, networks: [network] });
      await create.memberCountry({ networkId: network.id, countryCode: 'KG' });
      for (const isPublic of [true, false]) {
        const name = `${slug}-${isPublic}`;
        const activity = await create.activity({
          slug: name,
          title: 'Common',
          publication: stateOf(isPublic),
          operativeDimension: { countryCode: 'KG' },
        });
        await create.takesPart(activity, network);
        await create.takesPart(activity, hidden);
        await create.participates(activity, 'KG');
        await create.objective({ activityId: activity.id });
        for (const item of news) await create.reports(item, activity);
        things.push({ name, id: activity.globalId, slug: name, isPublic, networks: [network] });
        for (const [index, isOpen] of [true, false].entries()) {
          const document = await create.document({
            activityId: activity.id,
            position: index + 1,
            publication: stateOf(isOpen),
            contentVersion: 1,
          });
          await create.content({ documentId: document.id, uploadedById: accounts.member.id });
          things.push({
            name: `document-${name}-${isOpen}`,
            id: document.globalId,
            isPublic: isPublic && isOpen,
            networks: [network],
          });
        }
      }
    }
    return { networks: { casc, other }, accounts, things };
  });
}

const askers = ['nobody', 'viewer', 'member', 'memberOfOther', 'editorOfOne', 'editor', 'admin'] as const;

type Asker = (typeof askers)[number];

function asViewer(asker: Asker): TestViewer | undefined {
  const account = world.accounts[asker];
  return account && viewerOf(account.role, { accountId: account.id, networkId: account.networkId });
}

/** What the asker is to reach, said anew here in plain words: the policy is what is tested. */
function reachableBy(asker: Asker): string[] {
  const edits = ({ networks }: Thing) =>
    asker === 'editor' || asker === 'admin' || (asker === 'editorOfOne' && networks.includes(world.networks.casc));
  const things = world.things.filter((thing) => thing.isPublic || edits(thing)).map(({ id }) => id);
  const accounts = Object.entries(world.accounts)
    .filter(([name]) => name === asker || asker === 'editor' || asker === 'admin')
    .map(([, { globalId }]) => globalId);
  return [...things, ...accounts].sort();
}

/** The documents whose file the asker is to open. */
function openTo(asker: Asker): string[] {
  const opened: Partial<Record<Asker, Network[]>> = {
    member: [world.networks.casc],
    memberOfOther: [world.networks.other],
    editorOfOne: [world.networks.casc],
    editor: Object.values(world.networks),
    admin: Object.values(world.networks),
  };
  const reachable = new Set(reachableBy(asker));
  return world.things
    .filter(({ id, name, networks }) => {
      const isOpened = networks.some((network) => opened[asker]?.includes(network));
      return name.startsWith('document') && reachable.has(id) && isOpened;
    })
    .map(({ id }) => id)
    .sort();
}

function hiddenDocument(): string {
  return world.things.find(({ name, isPublic }) => name.startsWith('document') && !isPublic)!.id;
}

/**
 * Every operation along every path that the role may take, with whatever there is in the world as arguments.
 *
 * @param preview the token of a preview, when the paths are to be those that begin with it
 */
function operationsFor(role: Role | null, preview?: string): string[] {
  const ids = [...world.things.map(({ id }) => id), ...Object.values(world.accounts).map(({ globalId }) => globalId)];
  const slugs = (prefix = '') =>
    world.things.flatMap(({ slug }) => (slug?.startsWith(prefix) ? [`(slug: "${slug}")`] : []));
  const calls: Record<string, readonly string[]> = {
    // `nodes` asks for all of them; this for a hidden document and somebody's account.
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
    'Query.activityStatistics': ['(groupBy: [YEAR])'],
  };
  return operationsAlongEveryPath({
    schema,
    steps,
    argumentsOf: (type, field) => calls[`${type}.${field}`],
    enters: (type, field) => {
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
  /** Of documents, those that any path showed open, and those that any path showed the file of. */
  readonly unlocked: Set<string>;
  readonly contents: Set<string>;
}

const followed = new Set(['RestrictedDocument', 'Account', 'Activity', 'NewsItem', 'Network']);

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

async function reach(viewer: TestViewer | undefined, preview?: string): Promise<Reached> {
  const reached: Reached = { ids: new Set(), unlocked: new Set(), contents: new Set() };
  for (const operation of operationsFor(viewer?.role ?? null, preview)) {
    const { data, errors = [] } = await server.query(operation, {}, viewer);
    // A row that is seen may still refuse a field: its log, for one who does not edit it.
    expect(errors.filter(({ extensions }) => extensions.code !== 'FORBIDDEN')).toEqual([]);
    collect(data, reached);
  }
  return reached;
}

test.each(askers)('along every path of four steps %s reaches what the policy says, and nothing else', async (asker) => {
  const reached = await reach(asViewer(asker));

  expect([...reached.ids].sort()).toEqual(reachableBy(asker));
  expect([...reached.unlocked].sort()).toEqual(openTo(asker));
  expect([...reached.contents].sort()).toEqual(openTo(asker));
});

async function previewOf(kind: string, name: string): Promise<string> {
  const { id } = world.things.find((thing) => thing.name === name)!;
  const mutation = `create${kind}Preview`;
  const create = `mutation { ${mutation}(input: { id: "${id}" }) { token } }`;
  return (await server.data(create, {}, asViewer('editor')))[mutation].token;
}

describe.each([
  ['an activity', 'Activity', 'casc-false', ['casc-false', 'document-casc-false-true']],
  ['a piece of news', 'NewsItem', 'news-false', ['news-false']],
  ['a network', 'Network', 'hidden', ['hidden']],
])('by a preview of %s', (_what, kind, name, shown) => {
  test.each(askers)('%s reaches that besides, and opens nothing by it', async (asker) => {
    const known = new Set(reachableBy(asker));
    const opened = new Set(openTo(asker));
    const previewed = world.things.filter((thing) => shown.includes(thing.name)).map(({ id }) => id);

    const { ids, unlocked, contents } = await reach(asViewer(asker), await previewOf(kind, name));

    expect([...ids]).toEqual(expect.arrayContaining(previewed));
    expect([...ids].filter((id) => !known.has(id) && !previewed.includes(id))).toEqual([]);
    expect([...unlocked, ...contents].filter((id) => !opened.has(id))).toEqual([]);
  });
});
