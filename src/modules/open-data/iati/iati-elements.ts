import { languageOf } from '../../../database/text/stemmers';
import { sectorListOf, vocabularyOf } from '../../figures/codelists/codelist';
import type { IatiPublisher } from './iati-publisher';
import type { IatiOrganisationTexts, IatiTexts, Translated } from './iati-responses';
import { type LocalText, narratives, withoutAbsent } from './iati-xml';

/*
 * Elements and codes that activities and programmes have in common.
 */

/** ActivityStatus, by the names that the API has. */
export const STATUSES = { PIPELINE: 1, IMPLEMENTATION: 2, FINALISATION: 3, CLOSED: 4, CANCELLED: 5, SUSPENDED: 6 };

/** ActivityDateType, by the names that the API has. */
export const DATES = { plannedStart: 1, actualStart: 2, plannedEnd: 3, actualEnd: 4 } as const;

/** DescriptionType. */
export const DESCRIPTIONS = { general: 1, objectives: 2 };

/** Programmes have the first level: their activities are below them. */
export const HIERARCHY = { programme: 1, activity: 2 };

/** OrganisationRole. */
const ROLES = { FUNDING: 1, ACCOUNTABLE: 2, EXTENDING: 3, IMPLEMENTING: 4 };

/** Vocabularies of OECD DAC, and of regions and policy markers. */
export const DAC = '1';

/** DocumentCategory: a web page about the activity. The list has no category for documents in general. */
const WEB_PAGE = 'A12';

/** The texts in each language in which the public reads the item, those of its original language first. */
export function textsOf<T extends IatiTexts>(item: T & Translated<T>): T[] {
  const { originalLocale, availableLocales, translations } = item;
  const found = [item, ...translations];
  const locales = new Set([originalLocale, ...availableLocales]);
  return [...locales].flatMap((locale) => found.find((texts) => texts.locale === locale) ?? []);
}

/** The one who reports. */
export function publisherOf({ identifier, type, name }: IatiPublisher): object {
  return { '@ref': identifier, '@type': type, narrative: name };
}

/** Organisations in the roles of the standard. */
export function participantsOf(texts: readonly IatiTexts[], locale: string): object[] {
  const names = namesOf(texts.flatMap(({ organisations }) => organisations.map(({ organisation }) => organisation)));
  return (texts[0]?.organisations ?? []).map(({ role, organisation: { slug, identifier } }) =>
    withoutAbsent({
      '@ref': identifier ?? undefined,
      '@role': ROLES[role as keyof typeof ROLES],
      ...narratives(names.get(slug)!, locale),
    }),
  );
}

/** The names of organisations in all languages in which they were read, by their slugs. */
function namesOf(organisations: readonly IatiOrganisationTexts[]): Map<string, LocalText[]> {
  const names = new Map<string, LocalText[]>();
  for (const { slug, locale, name } of organisations) {
    names.set(slug, [...(names.get(slug) ?? []), { locale, text: name }]);
  }
  return names;
}

/** A sector of five digits, or a category of three. */
export function sectorOf(code: string): object {
  return { '@vocabulary': vocabularyOf(sectorListOf(code)), '@code': code };
}

interface DocumentLink {
  readonly url: URL | string;
  /** The media type. */
  readonly format: string;
  readonly titles: readonly LocalText[];
  /** The languages of the document, as far as they are known. */
  readonly languages: readonly string[];
}

export function linkTo({ url, format, titles, languages }: DocumentLink, defaultLocale: string): object {
  const codes = new Set(languages.map((language) => languageOf(language)));
  return {
    '@url': uriOf(String(url)),
    '@format': format,
    title: narratives(titles, defaultLocale),
    category: { '@code': WEB_PAGE },
    language: [...codes].map((code) => ({ '@code': code })),
  };
}

/** What RFC 3986 allows nowhere, or only in the host: brackets, percent signs without two digits, and all but ASCII. */
const NOT_ALLOWED = /[^A-Za-z0-9_!#$&'()*+,\-./:;=?@~%]|%(?![0-9A-Fa-f]{2})/gu;

/** The address as a URI. Browsers accept addresses that are none, and schemas refuse them. */
function uriOf(url: string): string {
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- The last group takes whatever is left, so nothing is tried again.
  const [, start = '', rest = ''] = /^([a-z]+:\/\/[^/?#]*)?(.*)$/isu.exec(url)!;
  const [path = '', ...fragments] = rest.split('#');
  const fragment = fragments.length === 0 ? '' : `#${fragments.join('%23')}`;
  return start + `${path}${fragment}`.replace(NOT_ALLOWED, encodeURIComponent);
}

/** A link to a page elsewhere. */
export function webLink(
  { url, title }: { readonly url: URL | string; readonly title: string },
  locale: string,
): object {
  return linkTo({ url, format: 'text/html', titles: [{ locale, text: title }], languages: [] }, locale);
}
