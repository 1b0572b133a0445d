import { LRUCache } from 'lru-cache';

/** The names of recently used languages: creating them takes longer than looking one up. */
const namesByLocale = new LRUCache<string, Intl.DisplayNames>({ max: 200 });

/** The name of a language in the language of a locale, by the data of CLDR: `Russian`. In English if CLDR has none there. */
export function languageName(language: string, locale: string): string {
  let names = namesByLocale.get(locale);
  if (names === undefined) {
    names = new Intl.DisplayNames([locale, 'en'], { type: 'language' });
    namesByLocale.set(locale, names);
  }
  return names.of(language) ?? language;
}
