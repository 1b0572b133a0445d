import { encodeGlobalId } from '../../../core/types/global-id';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { sql } from '../../../database/sql/sql';
import { languageOf } from '../../../database/text/stemmers';
import { compressText } from '../compressed-text';
import type { Ask, CachedFile } from '../public-file';
import type { IatiChecker } from './iati-checker';
import { publisherOf } from './iati-elements';
import type { IatiPublisher } from './iati-publisher';
import { endOfFile, type LocalText, narratives, startOfFile, writeElement } from './iati-xml';

interface IatiOrganisation {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly originalLocale: string;
  readonly availableLocales: readonly string[];
  readonly identifier: string;
  readonly name: string;
}

/** An organisation with its names in all languages, that of its original language first. */
interface NamedOrganisation extends IatiOrganisation {
  readonly names: readonly LocalText[];
}

const ROOT = 'iati-organisations';

/** Maximum organisations that are read together. */
const PAGE_SIZE = 100;

/** The publisher, and the organisations that have an identifier in IATI, in the format of IATI 2.03. All in it is valid. */
export function iatiOrganisationsFile(publisher: IatiPublisher, checker: IatiChecker): CachedFile {
  return {
    path: '/iati/organisations.xml',
    title: { en: 'Organisations', fr: 'Organisations', ru: 'Организации' },
    mediaType: 'application/xml; charset=utf-8',
    query: `
      query IatiOrganisations($locale: [Locale!]!, $ids: [ID!]!) @inLocales(preferred: $locale) {
        organisations: nodes(ids: $ids) {
          ... on Organisation { id slug locale originalLocale availableLocales identifier name }
        }
      }
    `,
    variables: { locale: [] },
    write: async ({ atOneMoment, read, today }) => {
      const found = await atOneMoment(async (ask) => {
        const ids = await findIdentified(read);
        const organisations: NamedOrganisation[] = [];
        for (let first = 0; first < ids.length; first += PAGE_SIZE) {
          organisations.push(...(await readPage(ask, ids.slice(first, first + PAGE_SIZE))));
        }
        return organisations;
      });
      const elements = elementsOf(found, publisher);
      const problems = await checker.check(ROOT, elements, today);
      const valid = elements.filter((_, index) => problems[index]!.length === 0);
      return [await compressText(startOfFile(ROOT, null) + valid.join('') + endOfFile(ROOT))];
    },
  };
}

/** The global ids of the organisations that have an identifier. Of several that have the same one, the first slug counts. */
async function findIdentified(read: ReadDatabase): Promise<string[]> {
  const rows = await read.query<{ id: number }>(
    sql`SELECT o.id FROM (
        SELECT id, identifier, row_number() OVER (PARTITION BY identifier ORDER BY slug) AS place
        FROM organisation WHERE identifier IS NOT NULL) o
      WHERE o.place = 1 ORDER BY o.identifier`,
  );
  return rows.map(({ id }) => encodeGlobalId('Organisation', id));
}

/** Organisations with their names in all languages. */
async function readPage(ask: Ask, ids: readonly string[]): Promise<NamedOrganisation[]> {
  const inLanguage = async (variables: object): Promise<IatiOrganisation[]> => {
    const { organisations } = await ask({ ids, ...variables });
    return (organisations as readonly (IatiOrganisation | null)[]).filter((organisation) => organisation !== null);
  };
  const page = await inLanguage({});
  const names = new Map(page.map(({ id, locale, name }) => [id, [{ locale, text: name }]]));
  const others = new Set(page.flatMap(({ availableLocales }) => availableLocales));
  for (const wanted of [...others].sort()) {
    for (const { id, locale, originalLocale, name } of await inLanguage({ locale: [wanted] })) {
      if (locale === wanted && locale !== originalLocale) names.get(id)?.push({ locale, text: name });
    }
  }
  return page.map((organisation) => ({ ...organisation, names: names.get(organisation.id)! }));
}

/** The elements in the order of their identifiers. */
function elementsOf(organisations: readonly NamedOrganisation[], publisher: IatiPublisher): string[] {
  const elements = new Map(organisations.map((one) => [one.identifier, toElement(one, publisher)]));
  const { identifier, name } = publisher;
  if (!elements.has(identifier)) {
    // The language of its name is unknown.
    const own = { originalLocale: 'en', names: [{ locale: 'en', text: name }] };
    elements.set(identifier, toElement({ ...own, identifier }, publisher));
  }
  return [...elements].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, element]) => element);
}

function toElement(
  { identifier, originalLocale, names }: Pick<NamedOrganisation, 'identifier' | 'originalLocale' | 'names'>,
  publisher: IatiPublisher,
): string {
  return writeElement('iati-organisation', {
    '@xml:lang': languageOf(originalLocale),
    'organisation-identifier': identifier,
    name: narratives(names, originalLocale),
    'reporting-org': publisherOf(publisher),
  });
}
