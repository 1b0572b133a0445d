import { isDeepStrictEqual } from 'node:util';
import { getDirective } from '@graphql-tools/utils';
import { getNamedType, type GraphQLInputObjectType, isInputObjectType } from 'graphql';
import { Role } from '../../../src/core/access/role';
import { createSchema } from '../../../src/graphql/schema/schema';
import { PublicationState } from '../../../src/modules/publishing/publication.entity';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { globalIdOf } from '../../support/contents';
import { make, publication } from '../../support/factories';
import { mutationInputs, type Scene } from '../../support/mutation-inputs';
import { halfOf } from '../../support/random';
import { type Answer, startTestServer, type TestServer } from '../../support/test-server';
import { type TestViewer, viewerOf } from '../../support/viewers';

const schema = createSchema(resolverClasses);
const mutations = schema.getMutationType()!.getFields();

/** Input fields that refer by slug to content that may be hidden. All other fields refer by id. */
const slugLists = ['activities', 'networks'];

interface Hiding {
  readonly name: string;
  readonly role: 'of another network' | 'of the network' | 'of everything';
  readonly hide: 'as a draft' | 'in the trash';
}

const hidings: Hiding[] = [
  { name: 'a draft of another network', role: 'of another network', hide: 'as a draft' },
  { name: 'what another network has in the trash', role: 'of another network', hide: 'in the trash' },
  { name: 'what the own network has in the trash', role: 'of the network', hide: 'in the trash' },
  { name: 'what is in the trash', role: 'of everything', hide: 'in the trash' },
];

type Named = Readonly<Record<string, unknown>>;

/** Inputs with more references than those of mutationInputs. */
const furtherInputs: Readonly<Record<string, (scene: Scene, own: OwnThings) => Named>> = {
  createActivity: ({ network: _ }, { activity }) => ({
    title: 'T',
    summary: 'S',
    networks: [activity.network],
    ...hiddenMedia(),
  }),
  createNewsItem: ({ network }, { activity }) => ({
    title: 'T',
    excerpt: 'E',
    activities: [activity.slug, `activity-of-${network.slug}`],
    ...hiddenMedia(),
  }),
  createNetwork: () => ({ name: 'N', ...(hiddenImage !== null && { emblem: hiddenImage }) }),
  updateNetwork: (_, { network }) => ({
    id: network,
    version: 1,
    ...(hiddenImage !== null && { emblem: hiddenImage }),
  }),
  updateActivity: ({ network }, { activity }) => ({
    id: activity.globalId,
    version: 1,
    networks: [activity.network, network.slug],
    ...hiddenMedia(),
  }),
  updateNewsItem: ({ network }, { activity, newsItem }) => ({
    id: newsItem.globalId,
    version: 1,
    activities: [activity.slug, `activity-of-${network.slug}`],
    ...hiddenMedia(),
  }),
};

/** An image and an attachment of the network of the scene; null if the viewer may see them. */
let hiddenImage: string | null = null;
let hiddenAttachment: string | null = null;

function hiddenMedia(): Named {
  if (hiddenImage === null || hiddenAttachment === null) return {};
  return { cover: hiddenImage, gallery: [hiddenImage], attachments: [hiddenAttachment] };
}

/** The items that the viewer may edit and see. */
interface OwnThings {
  readonly network: string;
  readonly activity: { readonly globalId: string; readonly slug: string; readonly network: string };
  readonly newsItem: { readonly globalId: string };
}

let server: TestServer;
let own: OwnThings;
let ownNetworkId: number;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});

beforeEach(() =>
  make(server.app, async (create) => {
    const network = await create.network();
    const activity = await create.activity();
    await create.takesPart(activity, network);
    const newsItem = await create.newsItem();
    await create.reports(newsItem, activity);
    own = {
      network: network.globalId,
      activity: { globalId: activity.globalId, slug: activity.slug, network: network.slug },
      newsItem,
    };
    ownNetworkId = network.id;
  }),
);

afterAll(() => server.close());

async function makeScene({ hide, role }: Hiding): Promise<Scene> {
  const state = hide === 'as a draft' ? PublicationState.DRAFT : PublicationState.PUBLISHED;
  const network = await make(server.app, async (create) => {
    const made = await create.network({ publication: publication(state) });
    const activity = await create.activity({ slug: `activity-of-${made.slug}`, publication: publication(state) });
    await create.takesPart(activity, made);
    const image = await create.image({ networkId: made.id });
    const attachment = await create.attachment({ networkId: made.id });
    hiddenImage = role === 'of another network' ? image.globalId : null;
    hiddenAttachment = role === 'of another network' ? attachment.globalId : null;
    return made;
  });
  return { server, network, asker: null, state };
}

/** Puts the network of a scene, with its activities and news, into the trash. */
async function putIntoTrash({ network: { id } }: Scene): Promise<void> {
  const activities = `SELECT activity_id FROM activity_network WHERE network_id = ${id}`;
  const set = "SET deleted_at = '2026-01-01T00:00:00.000Z', publication_state = 'ARCHIVED'";
  await server.app.database.write(async (manager) => {
    await manager.query(`UPDATE network ${set} WHERE id = ${id}`);
    await manager.query(`UPDATE activity ${set} WHERE id IN (${activities})`);
    await manager.query(`UPDATE news_item ${set} WHERE id IN (
      SELECT news_item_id FROM news_activity WHERE activity_id IN (${activities}))`);
  });
}

function askerOf({ role }: Hiding, { network }: Scene): TestViewer {
  const networkId = { 'of another network': ownNetworkId, 'of the network': network.id, 'of everything': null }[role];
  return viewerOf(Role.EDITOR, { networkId });
}

/** The same input with references to items that do not exist. */
function ofNothing(input: Named, { network }: Scene): Named {
  return Object.fromEntries(
    Object.entries(input).map(([field, value]) => {
      if (slugLists.includes(field)) {
        return [field, (value as string[]).map((slug) => (slug.endsWith(network.slug) ? 'nothing' : slug))];
      }
      if (Array.isArray(value))
        return [field, value.map((entry: unknown) => (typeof entry === 'string' ? nothingFor(entry) : entry))];
      return [field, typeof value === 'string' && !isOwn(value) ? nothingFor(value) : value];
    }),
  );
}

function isOwn(id: string): boolean {
  return [own.network, own.activity.globalId, own.newsItem.globalId].includes(id);
}

function nothingFor(id: string): string {
  const [, type] = /^([A-Z]\w+):\d+$/.exec(Buffer.from(id, 'base64url').toString()) ?? [];
  return type === undefined ? id : globalIdOf(type, 999_999);
}

async function attempt(mutation: string, input: Named, asker: TestViewer): Promise<unknown> {
  const { args, type } = mutations[mutation]!;
  const selection = getNamedType(type).name.endsWith('Result')
    ? '__typename ... on UnlockRefused { reason }'
    : '__typename';
  const operation = `mutation ($input: ${String(args[0]!.type)}) { answer: ${mutation}(input: $input) { ${selection} } }`;
  await server.tokenOf(asker);
  let answer: Answer = {};
  const statements = await server.statementsOf(async () => {
    answer = await server.query(operation, { input }, asker);
  });
  return { ...answer, statements: statements.length };
}

/** The response without the slug of the input, which it may repeat. */
function plain(answer: unknown, { network }: Scene): unknown {
  const text = JSON.stringify(answer).replaceAll(`activity-of-${network.slug}`, 'nothing');
  return JSON.parse(text.replaceAll(network.slug, 'nothing')) as unknown;
}

function inputOf(mutation: string): GraphQLInputObjectType | null {
  const type = mutations[mutation]!.args[0]?.type;
  const named = type && getNamedType(type);
  return named !== undefined && isInputObjectType(named) ? named : null;
}

/** The fields of a mutation's input that refer to items. */
function namingFields(mutation: string): string[] {
  return Object.values(inputOf(mutation)?.getFields() ?? {})
    .filter(({ name, type }) => getNamedType(type).name === 'ID' || slugLists.includes(name))
    .map(({ name }) => name);
}

/** Administrators see everything, so their mutations have no hidden references. */
function isOfAdmins(mutation: string): boolean {
  return getDirective(schema, mutations[mutation]!, 'auth')?.[0]?.['requires'] === Role.ADMIN;
}

const naming = Object.keys(mutationInputs).filter(
  (mutation) => !isOfAdmins(mutation) && namingFields(mutation).length > 0,
);

/** The inputs of a mutation that refer to hidden items. */
async function inputsOf(mutation: string, scene: Scene): Promise<Named[]> {
  const inputs = [await mutationInputs[mutation]!(scene), furtherInputs[mutation]?.(scene, own)];
  return inputs
    .map((input) => (input ?? {}) as Named)
    .filter((input) => JSON.stringify(ofNothing(input, scene)) !== JSON.stringify(input));
}

describe.each(hidings)('to an editor, $name', (hiding) => {
  const isRestoring = (mutation: string) => mutation.startsWith('restore') && hiding.role !== 'of another network';

  // Images, attachments and invitations are not put into the trash.
  const staysVisible = (mutation: string) =>
    /(Image|Attachment|ImageTranslation|Invitation)$/.test(mutation) && hiding.role !== 'of another network';

  test.each(halfOf(naming.filter((mutation) => !isRestoring(mutation) && !staysVisible(mutation))))(
    'a hidden item is the same as none for %s',
    async (mutation) => {
      const scene = await makeScene(hiding);
      const inputs = await inputsOf(mutation, scene);
      if (hiding.hide === 'in the trash') await putIntoTrash(scene);
      const asker = askerOf(hiding, scene);

      for (const input of inputs) {
        const both = async () => ({
          hidden: plain(await attempt(mutation, input, asker), scene),
          nothing: plain(await attempt(mutation, ofNothing(input, scene), asker), scene),
        });
        let { hidden, nothing } = await both();
        // Background work reads beside the one or the other, but not every time.
        for (let again = 0; again < 2 && !isDeepStrictEqual(hidden, nothing); again += 1) {
          ({ hidden, nothing } = await both());
        }
        expect(hidden).toEqual(nothing);
      }
    },
  );
});

test('every input field that refers to an item is tested', async () => {
  const tried = new Set<string>();
  for (const mutation of naming) {
    const scene = await makeScene(hidings[0]!);
    for (const input of await inputsOf(mutation, scene)) {
      const nothing = ofNothing(input, scene);
      for (const field of Object.keys(input)) {
        if (JSON.stringify(input[field]) !== JSON.stringify(nothing[field])) tried.add(`${mutation} ${field}`);
      }
    }
  }

  const all = naming.flatMap((mutation) => namingFields(mutation).map((field) => `${mutation} ${field}`));
  expect([...tried].sort()).toEqual(all.sort());
});
