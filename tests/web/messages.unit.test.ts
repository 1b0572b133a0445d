import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { builtInLabels } from '../../src/core/languages/labels';
import { messages as mails } from '../../src/modules/mail/mail-text';
import { interfaceLocale } from '../../web/site/messages';

const web = path.join(__dirname, '../../web');

type Catalogue = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** The forms of a message. */
function formsOf(catalogue: Catalogue, key: string): readonly string[] {
  const message = catalogue[key]!;
  return typeof message === 'string' ? [message] : Object.values(message);
}

function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
}

/** The languages of the interfaces: those in which readers and editors get labels. */
const locales = [...builtInLabels.keys()];

const catalogues = ['site', 'studio'].flatMap((pages) =>
  locales.map((locale) => [pages, locale, catalogueOf(pages, locale), catalogueOf(pages, 'en')] as const),
);

function catalogueOf(pages: string, locale: string): Catalogue {
  return JSON.parse(readFileSync(`${web}/${pages}/messages/${locale}.json`, 'utf8')) as Catalogue;
}

test('the site, the studio, mails and labels exist in the same languages', () => {
  const loaded = readFileSync(`${web}/studio/interface.tsx`, 'utf8').matchAll(/^ {2}(\w+): \(\) => Promise\.all/gm);
  const bundled = /\(\?!([^)]*)\)\[a-z\]\{2\}/.exec(readFileSync(`${web}/../scripts/build-studio.mjs`, 'utf8'))![1]!;

  expect(locales).toContain('en');
  expect(Object.keys(mails)).toEqual(locales);
  expect(locales.map(interfaceLocale)).toEqual(locales);
  expect(Array.from(loaded, ([, locale]) => locale)).toEqual(locales);
  // The texts of React Aria that the bundle of the studio has.
  expect(bundled.split('|').map((tag) => tag.slice(0, 2))).toEqual(locales);
  for (const directory of [
    'site/messages',
    'studio/messages',
    '../src/core/languages/labels',
    '../src/modules/mail/messages',
  ]) {
    expect({ [directory]: readdirSync(`${web}/${directory}`).sort() }).toEqual({
      [directory]: locales.map((locale) => `${locale}.json`),
    });
  }
});

test('no line of a French message begins with punctuation', () => {
  const texts = ['site', 'studio'].flatMap((pages) => {
    const catalogue = catalogueOf(pages, 'fr');
    return Object.keys(catalogue).flatMap((key) => formsOf(catalogue, key));
  });
  const textsOfMails = Object.values(mails['fr']!).flatMap(({ subject, paragraphs }) => [subject, ...paragraphs]);

  expect([...texts, ...textsOfMails].filter((text) => /« | [:;!?»]/.test(text))).toEqual([]);
});

test.each(locales)('what undoes, what cancels and what reverts have different names in %s', (locale) => {
  const catalogue = catalogueOf('studio', locale);
  const names = ['action.undo', 'action.cancel', 'history.revert'].map((key) => catalogue[key]);

  expect(new Set(names).size).toBe(names.length);
});

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
