import type { Languages } from '../../core/languages/languages';
import type { Pages } from '../../core/languages/page-address';
import { languageOf } from '../../database/text/stemmers';
import { parseUrl } from '../../url';

/** Who publishes the data, and on what terms. */
export interface Attribution {
  /** null: the host name of the server stands for it. */
  readonly publisher: string | null;
  /** The address of the licence; null if the data has none. */
  readonly licence: string | null;
}

/** A text of a file itself by language. English stands for languages that it lacks. */
export type FileText = Readonly<Record<'en' | 'fr' | 'ru', string>>;

/** What a file says about itself. */
export interface FileOrigin extends Pages {
  readonly title: string;
  /** The language of the title. */
  readonly locale: string;
  readonly publisher: string;
  readonly licence: string | null;
  /** How the data is cited: its publisher, its title and its address, without parameters if these are long. */
  readonly citeAs: string;
  /** How the data is cited, and its licence. */
  readonly rights: string;
  /** The address of this file, with its parameters. */
  readonly address: string;
  /** The name of a country in a language. */
  readonly countryName: (code: string, locale: string) => string;
}

export interface FileOriginOptions extends Attribution, Omit<Pages, 'locales'> {
  readonly languages: Languages;
  readonly title: FileText;
  /** The languages that the file is wanted in, the most preferred first. */
  readonly wantedLocales: readonly string[];
  /** The path of the file, with its parameters. */
  readonly target: string;
}

/** Maximum characters of the path that a citation has, with its parameters. Each row of a CSV file repeats the citation. */
const MAX_CITED_LENGTH = 1_000;

const LICENCE: FileText = { en: 'Licence', fr: 'Licence', ru: 'Лицензия' };

export function fileOriginOf({
  publisher,
  licence,
  origin,
  title: titles,
  wantedLocales,
  target,
  languages,
  ...pages
}: FileOriginOptions): FileOrigin {
  const locale = localeOf(titles, wantedLocales);
  const title = titles[locale];
  const name = publisher ?? hostOf(origin);
  const cited = target.length > MAX_CITED_LENGTH ? target.split('?', 1)[0]! : target;
  const citeAs = `${name}: ${title}. ${origin}${cited}`;
  const { itemUrl, siteLocale } = pages;
  return {
    title,
    locale,
    publisher: name,
    licence,
    citeAs,
    rights: licence === null ? citeAs : `${citeAs}. ${LICENCE[locale]}: ${licence}`,
    origin,
    address: origin + target,
    itemUrl,
    siteLocale,
    locales: languages.locales,
    countryName: (code, locale) => languages.countryName(code, locale),
  };
}

/** The first wanted language that a text has: `fr-CH` finds `fr`. */
function localeOf(text: FileText, wantedLocales: readonly string[]): keyof FileText {
  const languages = wantedLocales.map(languageOf);
  return languages.find((language): language is keyof FileText => Object.hasOwn(text, language)) ?? 'en';
}

function hostOf(origin: string): string {
  return parseUrl(origin)?.hostname ?? 'localhost';
}
