import { z } from 'zod';
import { type ContentIn, type Field, fieldsOf } from '../../../core/fields/field';
import { partialDate, slug, text } from '../../../core/fields/field-kinds';
import { links } from '../../../core/fields/list-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { MAX_LENGTH } from '../../../core/limits';
import { addUnknown, MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import { idsByName, type NaturalKey } from '../../../core/mutations/natural-key';
import { sql } from '../../../database/sql/sql';
import { image } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { organisationKey } from '../organisation/organisation.fields';
import { type MemberContent, membersOf, writeMembers } from './member-country.fields';
import { Network, NetworkImage, NetworkSupporter } from './network.entity';
import { isNetworkEditable, isNetworkVisible } from './network.policy';
import { NetworkTranslation } from './network-translation.entity';

export const networkKey: NaturalKey = { table: 'network', column: 'slug' };

/** The memberships of the network: set by admitting and withdrawing countries, not by inputs of the network. */
const members: Field<readonly MemberContent[]> = {
  empty: [],
  json: z.array(z.custom<MemberContent>()),
  refersTo: {
    table: organisationKey.table,
    via: { links: 'member_country', owner: 'network_id', target: 'institution_id' },
  },
  read: async (manager, networkId) => (await membersOf(manager, networkId)).map(({ content }) => content),
  replace: (manager, networkId, value) => writeMembers(manager, networkId, value),
  check: async (value, { unit, problems, path }) => {
    const institutions = [...new Set(value.map(({ institution }) => institution))].filter((name) => name !== null);
    const known = await idsByName(unit.manager, organisationKey, institutions);
    for (const institution of institutions.filter((name) => !known.has(name))) {
      addUnknown(problems, path, organisationKey, institution);
    }
  },
  mapReferences: (value, map, path) =>
    value.map((member, index) =>
      member.institution === null
        ? member
        : { ...member, institution: map(`${path}.${index}`, organisationKey, member.institution) },
    ),
};

const content = fieldsOf(
  Network,
  localized(Network, NetworkTranslation, {
    slug: slug({
      description: 'Name of the network in URLs and filters, unique among networks',
      from: 'name',
      fallback: 'network',
    }),
    name: text({
      description: 'Full name of the network',
      max: MAX_LENGTH.name,
      maxFolded: MAX_FOLDED_LENGTH.name,
      required: true,
      translatable: true,
    }),
    acronym: text({
      description: 'Acronym of the network',
      max: MAX_LENGTH.code,
      maxFolded: MAX_FOLDED_LENGTH.acronym,
    }),
    description: markdown<Network>({
      description: 'Purpose of the network',
      max: MAX_LENGTH.prose,
      rendered: 'descriptionHtml',
    }),
    since: partialDate({ description: 'Date on which the network was launched' }),
    supportedBy: links(NetworkSupporter, { owner: 'networkId', target: 'organisationId' }, organisationKey, {
      description: 'Slugs of the organisations that support the network',
    }),
    members: { ...members, isInput: false },
    emblem: image(NetworkImage, 'networkId', {
      description: 'Global id of the emblem of the network: an image that has its file, and that you may edit',
    }),
    links: webLinks({ description: 'Links of the network to pages elsewhere in their order' }),
  }),
);

export type NetworkContent = ContentIn<typeof content>;

export const publishableNetwork: PublishableDefinition<
  NetworkContent,
  Exclude<keyof NetworkContent, 'members' | 'translations'>
> = {
  name: PublishableType.NETWORK,
  nouns: ['network', 'networks'],
  content,
  publishedEvent: null,
  isVisible: (viewer) => isNetworkVisible(viewer, 't'),
  isEditable: (viewer) => isNetworkEditable(viewer, 't'),
  isOfNetwork: (networkId) => sql`t.id = ${networkId}`,
};
