import type { Translate } from '../interface';

/** The fields of items, and of their publication, as inputs and histories name them. */
const FIELDS = [
  'acronym',
  'activities',
  'activityType',
  'attachments',
  'body',
  'code',
  'component',
  'country',
  'cover',
  'description',
  'emblem',
  'endsOn',
  'excerpt',
  'gallery',
  'identifier',
  'institution',
  'kind',
  'links',
  'logo',
  'memberships',
  'name',
  'networks',
  'objectives',
  'organisations',
  'originalLocale',
  'participatingCountries',
  'participation',
  'place',
  'position',
  'programme',
  'publication.deletedAt',
  'publication.publishAt',
  'publication.state',
  'publishedAt',
  'region',
  'since',
  'slug',
  'startsOn',
  'summary',
  'supportedBy',
  'title',
  'topics',
  'until',
  'url',
  'year',
] as const;

/** The name of a field in the language of the interface; of an unknown one, its name in the API. */
export function fieldName(t: Translate, field: string): string {
  const known = FIELDS.find((one) => one === field);
  return known === undefined ? field : t(`field.${known}`);
}
