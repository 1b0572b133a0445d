import { ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { withColumns, withTranslatedColumns } from '../../../core/fields/content-entities';
import { type ContentIn, type EditableField, type Fields, fieldsOf } from '../../../core/fields/field';
import { country, slug, text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { webAddress } from '../../../core/fields/web-address-field';
import { LocaleSetColumn } from '../../../core/languages/locale-set';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale, TranslationOf } from '../../../core/languages/translation.entity';
import { MAX_LENGTH } from '../../../core/limits';
import { MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { Integer, KeyText } from '../../../database/sql/columns';
import { Image } from '../../media/image/image.entity';
import { image } from '../../media/image/image-field';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';

/** The logo of an organisation, at position 0. */
@Entity()
@Index(['imageId'])
export class OrganisationImage {
  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne('Organisation', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected organisation?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}

/**
 * The format of organisation identifiers in the IATI standard 2.03: a registration agency of Org-id.guide, whose code begins
 * with a country code or with XM, XI or XR; a hyphen; and the agency's identifier, without the characters that IATI forbids.
 */
const identifierFormat = {
  pattern: /^[A-Z]{2}-[A-Z0-9_]+-[^\s\p{C}/&|?]+$/u,
  predicate:
    'must be an IATI organisation identifier such as XM-DAC-41128, of at most 100 characters, without blanks, /, &, | and ?',
};

export const organisationKey: NaturalKey = { table: 'organisation', column: 'slug' };

/** The fields of an organisation. */
const organisationFields = {
  slug: slug({
    description: 'Name of the organisation in URLs, unique among organisations',
    from: 'name',
    fallback: 'organisation',
  }),
  name: text({
    description: 'Full name of the organisation',
    max: MAX_LENGTH.name,
    maxFolded: MAX_FOLDED_LENGTH.name,
    required: true,
    translatable: true,
  }),
  acronym: text({
    description: 'Acronym of the organisation',
    whenNull: 'Null if it has none.',
    max: MAX_LENGTH.code,
    maxFolded: MAX_FOLDED_LENGTH.name,
  }),
  country: country({
    description:
      'ISO 3166-1 alpha-2 code of the country of the organisation. Null if the organisation is international',
    at: 'countryCode',
  }),
  identifier: text({
    description: 'IATI organisation identifier, for example XM-DAC-41128, unique among organisations',
    max: 100,
    format: identifierFormat,
    unique: 'identifier',
  }),
  url: webAddress({ description: 'Website of the organisation' }),
  logo: image(OrganisationImage, 'organisationId', {
    description: 'Global id of the logo of the organisation: an image that has its file and an alternative text',
  }),
} satisfies Fields;

@Entity()
@Index(['nameFolded', 'id'])
@Index(['localeSet', 'nameFolded', 'id'])
@Index(['acronymFolded', 'id'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description:
    'Organisation that supports a network, represents a country in one, or has a role in activities and programmes, for ' +
    'example UNODC.',
})
export class Organisation extends withColumns(Node, organisationFields) implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @LocaleSetColumn()
  localeSet!: string;

  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  @Integer({ default: 1 })
  version!: number;
}

/** The texts of an organisation in another language. */
@TranslationOf<OrganisationTranslation>(Organisation, 'organisationId')
@Entity()
@Index(['localeSet', 'locale', 'nameFolded', 'organisationId'])
@ObjectType({
  simpleResolvers: true,
  description: 'Name of an organisation in another language than the original one.',
})
export class OrganisationTranslation extends withTranslatedColumns(
  () => Organisation,
  'organisationId',
  organisationFields,
) {
  @LocaleSetColumn()
  localeSet!: string;
}

const content = fieldsOf(Organisation, localized(Organisation, OrganisationTranslation, organisationFields));

export const organisations: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Organisation',
  content,
  isEditable: isReferenceDataEditable,
  uses: [
    { nouns: ['network', 'networks'], table: 'network_supporter', column: 'organisation_id' },
    { nouns: ['membership', 'memberships'], table: 'member_country', column: 'institution_id' },
    {
      nouns: ['role in an activity', 'roles in activities'],
      table: 'activity_organisation',
      column: 'organisation_id',
    },
    {
      nouns: ['role in a programme', 'roles in programmes'],
      table: 'programme_organisation',
      column: 'organisation_id',
    },
    {
      nouns: ['row of participation', 'rows of participation'],
      table: 'entered_participation',
      column: 'organisation_id',
    },
    {
      nouns: ['activity that it reports', 'activities that it reports'],
      table: 'activity',
      column: 'reporting_organisation_id',
    },
    { nouns: ['payment as provider', 'payments as provider'], table: 'money_transaction', column: 'provider_id' },
    { nouns: ['payment as receiver', 'payments as receiver'], table: 'money_transaction', column: 'receiver_id' },
  ],
};
