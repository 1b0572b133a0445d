import type {
  DemonstrationProgramme,
  SeedActivity,
  SeedNamed,
  SeedNewsItem,
  SeedTranslationStatus,
} from '../writing/seed.types';

/** The texts of an activity in another language, except those that several activities have. */
export interface ActivityTexts extends SeedTranslationStatus {
  readonly title: string;
  readonly summary: string;
  readonly description?: string;
  readonly objectives?: readonly string[];
}

interface NamedTexts {
  readonly name: string;
  readonly description?: string;
}

/** The texts of the demonstration in another language, by the slugs and codes of what they translate. */
export interface DemonstrationTexts {
  readonly locale: string;
  /** Organisations that have the same name in both languages are missing. */
  readonly organisations: Readonly<Record<string, string>>;
  readonly programmes: Readonly<Record<string, NamedTexts>>;
  readonly components: Readonly<Record<string, string>>;
  readonly networks: Readonly<Record<string, NamedTexts>>;
  readonly regions: Readonly<Record<string, string>>;
  /** By the place, the topic and the title in English. */
  readonly places: Readonly<Record<string, string>>;
  readonly topics: Readonly<Record<string, string>>;
  readonly documents: Readonly<Record<string, string>>;
  readonly activities: Readonly<Record<string, ActivityTexts>>;
  readonly newsItems: Readonly<
    Record<string, { readonly title: string; readonly excerpt: string; readonly body?: string }>
  >;
}

/** The demonstration with translations into these languages. What a language has no texts for stays in English alone. */
export function withTranslations(
  demonstration: DemonstrationProgramme,
  languages: readonly DemonstrationTexts[],
): DemonstrationProgramme {
  const translated = <T extends object, U extends object>(
    item: T,
    textsIn: (texts: DemonstrationTexts) => U | undefined,
  ) => ({
    ...item,
    translations: languages.flatMap((texts) => {
      const own = textsIn(texts);
      return own === undefined ? [] : [{ locale: texts.locale, ...own }];
    }),
  });
  const named = (name: string | undefined): NamedTexts | undefined => (name === undefined ? undefined : { name });
  return {
    organisations: demonstration.organisations.map((one) =>
      translated(one, ({ organisations }) => named(organisations[one.slug])),
    ),
    programmes: demonstration.programmes.map((one) => ({
      ...translated<SeedNamed & typeof one, NamedTexts>(one, ({ programmes }) => programmes[one.slug]),
      components: one.components.map((component) =>
        translated(component, ({ components }) => named(components[component.code])),
      ),
    })),
    networks: demonstration.networks.map((one) => translated(one, ({ networks }) => networks[one.slug])),
    regions: demonstration.regions.map((one) => translated(one, ({ regions }) => named(regions[one.code]))),
    activities: demonstration.activities.map((one) => ({
      ...translated(one, (texts) => textsOfActivity(one, texts)),
      documents: one.documents.map((document) =>
        translated(document, ({ documents }) => {
          const title = documents[document.title];
          return title === undefined ? undefined : { title };
        }),
      ),
    })),
    newsItems: demonstration.newsItems.map((one: SeedNewsItem) =>
      translated(one, ({ newsItems }) => newsItems[one.slug]),
    ),
  };
}

function textsOfActivity(
  { slug, place, topics }: SeedActivity,
  texts: DemonstrationTexts,
): (ActivityTexts & { readonly topics: readonly string[]; readonly objectives: readonly string[] }) | undefined {
  const own = texts.activities[slug];
  if (own === undefined) return undefined;
  return {
    objectives: [],
    ...own,
    ...(place !== undefined && { place: texts.places[place] }),
    topics: topics.flatMap((topic) => texts.topics[topic] ?? []),
  };
}
