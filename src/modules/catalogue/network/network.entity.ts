import { ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import { withColumns, withTranslatedColumns } from '../../../core/fields/content-entities';
import type { Field as ContentField } from '../../../core/fields/field';
import { type ContentIn, type Fields, fieldsOf } from '../../../core/fields/field';
import { partialDate, slug, text } from '../../../core/fields/field-kinds';
import { links } from '../../../core/fields/list-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale, TranslationOf } from '../../../core/languages/translation.entity';
import { MAX_LENGTH } from '../../../core/limits';
import { addUnknown } from '../../../core/mutations/checks';
import { MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import { idsByName, type NaturalKey } from '../../../core/mutations/natural-key';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { firstDay } from '../../../core/types/partial-date';
import { Integer, KeyText, Prose } from '../../../database/sql/columns';
import { sql } from '../../../database/sql/sql';
import { Image } from '../../media/image/image.entity';
import { image } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { Publishable } from '../../publishing/publication.entity';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { Organisation, organisationKey } from '../organisation/organisation.entity';
import { type MemberContent, membersOf, writeMembers } from './member-country.fields';
import { isNetworkEditable, isNetworkVisible } from './network.policy';

/** An organisation that supports a network. */
@Entity()
@Index(['organisationId'])
export class NetworkSupporter {
  @PrimaryColumn({ type: 'integer' })
  networkId!: number;

  @ManyToOne('Network', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected organisation?: unknown;
}

/** The emblem of a network, at position 0. */
@Entity()
@Index(['imageId'])
export class NetworkImage {
  @PrimaryColumn({ type: 'integer' })
  networkId!: number;

  @ManyToOne('Network', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}

/** The memberships of the network: set by admitting and withdrawing countries, not by inputs of the network. */
const members: ContentField<readonly MemberContent[]> = {
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

export const networkKey: NaturalKey = { table: 'network', column: 'slug' };

/** The fields of a network. */
const networkFields = {
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
    whenNull: 'Null if it has none.',
    max: MAX_LENGTH.code,
    maxFolded: MAX_FOLDED_LENGTH.acronym,
  }),
  description: markdown({
    description: 'Purpose of the network',
    max: MAX_LENGTH.prose,
    rendered: 'descriptionHtml',
  }),
  since: partialDate({ description: 'Date on which the network was launched, to the precision known' }),
  supportedBy: links(NetworkSupporter, { owner: 'networkId', target: 'organisationId' }, organisationKey, {
    description: 'Slugs of the organisations that support the network',
  }),
  members: { ...members, isInput: false },
  emblem: image(NetworkImage, 'networkId', {
    description: 'Global id of the emblem of the network: an image that has its file, and that you may edit',
  }),
  links: webLinks({ description: 'Links of the network to pages elsewhere in their order' }),
} satisfies Fields;

@Entity()
@Index(['nameFolded', 'id', 'publication.state'])
@Index(['localeSet', 'nameFolded', 'id', 'publication.state'])
@Index(['sinceDay', 'id', 'publication.state'])
@Index(['descriptionHtml.key'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node, Publishable],
  simpleResolvers: true,
  description: 'Network of cooperating states, for example CASC.',
})
export class Network extends withColumns(Publishable, networkFields) implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

  /** JSON; see linksOf. */
  @Prose({ nullable: true })
  links!: string | null;

  @KeyText({ length: 10, nullable: true, select: false })
  get sinceDay(): string | null {
    return firstDay(this.since);
  }
}

/** The texts of a network in another language. */
@TranslationOf<NetworkTranslation>(Network, 'networkId')
@Entity()
@Index(['descriptionHtml.key'])
@Index(['localeSet', 'locale', 'nameFolded', 'networkId'])
@Index('network_translation_outdated', ['networkId'], { where: 'has_outdated_texts = 1' })
@ObjectType({ simpleResolvers: true, description: 'Texts of a network in another language than the original one.' })
export class NetworkTranslation extends withTranslatedColumns(() => Network, 'networkId', networkFields) {
  @LocaleSetColumn()
  localeSet!: string;
}

const content = fieldsOf(Network, localized(Network, NetworkTranslation, networkFields));

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
