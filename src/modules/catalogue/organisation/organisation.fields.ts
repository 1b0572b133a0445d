import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { country, slug, text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { webAddress } from '../../../core/fields/web-address-field';
import { MAX_LENGTH } from '../../../core/limits';
import { MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import { image } from '../../media/image/image-field';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';
import { Organisation, OrganisationImage } from './organisation.entity';
import { OrganisationTranslation } from './organisation-translation.entity';

export const organisationKey: NaturalKey = { table: 'organisation', column: 'slug' };

/**
 * The format of organisation identifiers in the IATI standard 2.03: a registration agency of Org-id.guide, whose code begins
 * with a country code or with XM, XI or XR; a hyphen; and the agency's identifier, without the characters that IATI forbids.
 */
const identifierFormat = {
  pattern: /^[A-Z]{2}-[A-Z0-9_]+-[^\s\p{C}/&|?]+$/u,
  predicate:
    'must be an IATI organisation identifier such as XM-DAC-41128, of at most 100 characters, without blanks, /, &, | and ?',
};

const content = fieldsOf(
  Organisation,
  localized(Organisation, OrganisationTranslation, {
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
  }),
);

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
