import siteEn from '../../web/site/messages/en.json';
import siteFr from '../../web/site/messages/fr.json';
import siteRu from '../../web/site/messages/ru.json';
import studioEn from '../../web/studio/messages/en.json';
import studioFr from '../../web/studio/messages/fr.json';
import studioRu from '../../web/studio/messages/ru.json';

type Catalogue = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** The forms of a message. */
function formsOf(catalogue: Catalogue, key: string): readonly string[] {
  const message = catalogue[key]!;
  return typeof message === 'string' ? [message] : Object.values(message);
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
}

const catalogues: readonly (readonly [pages: string, locale: string, catalogue: Catalogue, english: Catalogue])[] = [
  ['site', 'en', siteEn, siteEn],
  ['site', 'fr', siteFr, siteEn],
  ['site', 'ru', siteRu, siteEn],
  ['studio', 'en', studioEn, studioEn],
  ['studio', 'fr', studioFr, studioEn],
  ['studio', 'ru', studioRu, studioEn],
];

describe.each(catalogues)('the messages of the %s in %s', (_pages, locale, catalogue, english) => {
  it('are those of the English ones, in the same order', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(english));
  });

  it('have the values of the English ones', () => {
    const wrong = Object.keys(catalogue).filter((key) =>
      formsOf(catalogue, key).some(
        (form) => placeholdersOf(form).join() !== placeholdersOf(formsOf(english, key)[0]!).join(),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('have each plural form of the language', () => {
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions();
    // `many` of French is for compact numbers such as "1 million".
    const needed = pluralCategories.filter((category) => locale === 'ru' || category !== 'many');
    const plurals = Object.entries(catalogue).filter(([, message]) => typeof message !== 'string');
    expect(plurals).not.toEqual([]);
    for (const [key, message] of plurals)
      expect({ [key]: Object.keys(message) }).toEqual({ [key]: expect.arrayContaining(needed) });
  });
});
