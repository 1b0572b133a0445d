import { partOfConnection } from '../activity-export';
import type { AskAgain, Part, KeptFile } from '../public-file';
import type { IatiChecker } from './iati-checker';
import { publisherOf } from './iati-elements';
import type { IatiPublisher } from './iati-publisher';
import { endOfFile, languageOf, narratives, startOfFile, writeElement, type LocalText } from './iati-xml';

interface IatiOrganisation {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly originalLocale: string;
  readonly availableLocales: readonly string[];
  readonly identifier: string | null;
  readonly name: string;
}

/** An organisation with its names in all languages, that of its original language first. */
interface NamedOrganisation extends IatiOrganisation {
  readonly names: readonly LocalText[];
}

const ROOT = 'iati-organisations';

/** The publisher, and the organisations that have an identifier in IATI, in the format of IATI 2.03. All in it is valid. */
export function iatiOrganisationsFile(publisher: IatiPublisher, checker: IatiChecker): KeptFile<NamedOrganisation> {
  return {
    path: '/iati/organisations.xml',
    title: { en: 'Organisations', fr: 'Organisations', ru: 'Организации' },
    mediaType: 'application/xml; charset=utf-8',
    query: `
      query IatiOrganisations($locale: [Locale!]!, $first: Int!, $after: String)
      @inLocales(preferred: $locale) {
        organisations(first: $first, after: $after) {
          nodes { id slug locale originalLocale availableLocales identifier name }
          pageInfo { hasNextPage endCursor }
        }
      }
    `,
    variables: { locale: [] },
    partOf: partOfConnection<NamedOrganisation>,
    complete,
    write: async function* (parts, _origin, _variables, today) {
      const found: NamedOrganisation[] = [];
      for await (const organisations of parts) found.push(...organisations);
      const elements = elementsOf(found, publisher);
      const problems = await checker.check(ROOT, elements, today);
      yield startOfFile(ROOT, null);
      yield elements.filter((_, index) => problems[index]!.length === 0).join('');
      yield endOfFile(ROOT);
    },
  };
}

/** Adds the names in other languages. */
async function complete(part: Part<NamedOrganisation>, askAgain: AskAgain): Promise<Part<NamedOrganisation>> {
  const locales = new Set(part.items.flatMap(({ availableLocales }) => availableLocales));
  const names = new Map<string, LocalText[]>();
  for (const locale of [...locales].sort()) {
    const { items } = partOfConnection<IatiOrganisation>(await askAgain({ locale: [locale] }));
    for (const { id, locale: shown, name } of items) {
      if (shown === locale) names.set(id, [...(names.get(id) ?? []), { locale, text: name }]);
    }
  }
  const isOriginal = (organisation: IatiOrganisation, { locale }: LocalText): boolean =>
    locale === organisation.originalLocale;
  return {
    ...part,
    items: part.items.map((organisation) => {
      const all = names.get(organisation.id) ?? [];
      const [original, others] = [true, false].map((wanted) =>
        all.filter((name) => isOriginal(organisation, name) === wanted),
      );
      return { ...organisation, names: [...original!, ...others!] };
    }),
  };
}

/** The elements in the order of their identifiers. Of several organisations with one identifier, the first slug counts. */
function elementsOf(organisations: readonly NamedOrganisation[], publisher: IatiPublisher): string[] {
  const bySlug = [...organisations].sort((one, other) => (one.slug < other.slug ? -1 : 1));
  const elements = new Map<string, string>();
  for (const organisation of bySlug) {
    const { identifier } = organisation;
    if (identifier === null || elements.has(identifier)) continue;
    elements.set(identifier, toElement({ ...organisation, identifier }, publisher));
  }
  const { identifier, name } = publisher;
  if (!elements.has(identifier)) {
    // The language of its name is unknown.
    const own = { originalLocale: 'en', names: [{ locale: 'en', text: name }] };
    elements.set(identifier, toElement({ ...own, identifier }, publisher));
  }
  return [...elements].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, element]) => element);
}

function toElement(
  {
    identifier,
    originalLocale,
    names,
  }: Pick<NamedOrganisation, 'originalLocale' | 'names'> & { readonly identifier: string },
  publisher: IatiPublisher,
): string {
  return writeElement('iati-organisation', {
    '@xml:lang': languageOf(originalLocale),
    'organisation-identifier': identifier,
    name: narratives(names, originalLocale),
    'reporting-org': publisherOf(publisher),
  });
}
