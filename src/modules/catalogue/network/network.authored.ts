import type { PublishableDefinition, MapReference, UnitOfWork } from '../../publishing/publishable';
import {
  checkAllKnown,
  checkUnique,
  checkSlug,
  checkText,
  idsOf,
  keysOf,
  MAX_LENGTH,
  MAX_FOLDED_LENGTH,
} from '../../../core/mutations/checks';
import type { Problems } from '../../../core/mutations/problems';
import type { Publication } from '../../publishing/publication.entity';
import { membersOf, writeMembers, type MemberContent } from './member-country.authored';
import { NetworkSupporter, Network } from './network.entity';
import { isNetworkEditable, isNetworkVisible } from './network.policy';

/** What an author decides of a network. */
export interface NetworkContent {
  readonly slug: string;
  readonly name: string;
  readonly acronym: string | null;
  readonly description: string | null;
  readonly since: string | null;
  readonly supportedBy: readonly string[];
  /** By admitting countries and letting them withdraw; not by updates. */
  readonly members: readonly MemberContent[];
}

/** Of which nothing has been said. */
export const emptyNetwork: NetworkContent = {
  slug: '',
  name: '',
  acronym: null,
  description: null,
  since: null,
  supportedBy: [],
  members: [],
};

export const organisationSlugs = { table: 'organisation', column: 'slug' } as const;

const mostSupporters = 100;

export const publishableNetwork: PublishableDefinition<NetworkContent> = {
  name: 'Network',
  entity: Network,
  publishedEvent: null,
  mapReferences,
  read,
  validate,
  insert,
  write,
  isVisible: (viewer) => isNetworkVisible(viewer, 't'),
  isEditable: (viewer) => isNetworkEditable(viewer, 't'),
};

function mapReferences(content: NetworkContent, rename: MapReference): NetworkContent {
  const supportedBy = content.supportedBy.map((slug, number) =>
    rename(`input.supportedBy.${number}`, organisationSlugs, slug),
  );
  const members = content.members.map((member, number) => {
    const { institution } = member;
    if (institution === null) return member;
    return { ...member, institution: rename(`input.members.${number}`, organisationSlugs, institution) };
  });
  return { ...content, supportedBy: supportedBy.sort(), members };
}

async function read({ manager }: UnitOfWork, id: number): Promise<NetworkContent> {
  const { slug, name, acronym, description, since } = await manager.findOneByOrFail(Network, { id });
  const supporters = await manager.sql<{ slug: string }[]>`
    SELECT o.slug FROM network_supporter ns JOIN organisation o ON o.id = ns.organisation_id
    WHERE ns.network_id = ${id} ORDER BY o.slug`;
  const supportedBy = supporters.map((supporter) => supporter.slug);
  const members = (await membersOf(manager, id)).map(({ content }) => content);
  return { slug, name, acronym, description, since, supportedBy, members };
}

async function validate(
  { manager }: UnitOfWork,
  { slug, name, acronym, description, supportedBy, members }: NetworkContent,
  id: number | null,
  problems: Problems,
): Promise<void> {
  checkSlug(problems, 'input.slug', slug);
  await checkUnique(manager, problems, 'input.slug', { table: 'network', column: 'slug' }, slug, id);
  checkText(problems, 'input.name', name, { max: MAX_LENGTH.name, maxFolded: MAX_FOLDED_LENGTH.name, required: true });
  checkText(problems, 'input.acronym', acronym, { max: MAX_LENGTH.code, maxFolded: MAX_FOLDED_LENGTH.acronym });
  checkText(problems, 'input.description', description, { max: MAX_LENGTH.prose, multiline: true });
  if (supportedBy.length > mostSupporters) {
    problems.add('input.supportedBy', 'TOO_LONG', `There are at most ${mostSupporters} of these`);
  } else {
    await checkAllKnown(manager, problems, 'input.supportedBy', organisationSlugs, supportedBy);
  }
  const institutions = [...new Set(members.map(({ institution }) => institution))].filter((slug) => slug !== null);
  const known = await idsOf(manager, organisationSlugs, institutions);
  for (const institution of institutions.filter((slug) => !known.has(slug))) {
    problems.add('input.members', 'UNKNOWN', `There is no organisation with the slug ${institution}`);
  }
}

async function insert({ manager }: UnitOfWork, content: NetworkContent, publication: Publication): Promise<number> {
  const { supportedBy, members, ...columns } = content;
  const { id } = await manager.save(Object.assign(new Network(), columns, { publication }));
  await addSupporters(manager, id, supportedBy);
  await writeMembers(manager, id, members);
  return id;
}

async function write(
  { manager }: UnitOfWork,
  id: number,
  before: NetworkContent,
  after: NetworkContent,
): Promise<void> {
  const { supportedBy, members, ...columns } = after;
  const network = await manager.findOneByOrFail(Network, { id });
  await manager.save(Object.assign(network, columns));
  if (JSON.stringify(before.supportedBy) !== JSON.stringify(supportedBy)) {
    await manager.delete(NetworkSupporter, { networkId: id });
    await addSupporters(manager, id, supportedBy);
  }
  if (JSON.stringify(before.members) !== JSON.stringify(members)) await writeMembers(manager, id, members);
}

async function addSupporters(
  manager: UnitOfWork['manager'],
  networkId: number,
  slugs: readonly string[],
): Promise<void> {
  const keys = await keysOf(manager, organisationSlugs, slugs);
  await manager.insert(
    NetworkSupporter,
    keys.map((organisationId) => ({ networkId, organisationId })),
  );
}
