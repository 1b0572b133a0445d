import { isValid } from 'i18n-iso-countries';
import { demonstration } from '../../src/seeds/demonstration/demonstration.data';
import { demonstrationInFrench } from '../../src/seeds/demonstration/demonstration.fr.data';
import { demonstrationInRussian } from '../../src/seeds/demonstration/demonstration.ru.data';

const { activities, networks, newsItems, organisations, programmes, regions } = demonstration;

describe('the demonstration data', () => {
  test('has one slug per item, in lower-case ASCII', () => {
    for (const items of [activities, networks, newsItems, organisations, programmes]) {
      const slugs = items.map(({ slug }) => slug);
      expect(new Set(slugs).size).toBe(slugs.length);
      expect(slugs.filter((slug) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))).toEqual([]);
    }
  });

  test('refers only to items that it contains', () => {
    const known = new Set<string | undefined>([
      undefined,
      ...programmes.map(({ slug }) => `programme ${slug}`),
      ...programmes.flatMap(({ slug, components }) => components.map(({ code }) => `component ${slug} ${code}`)),
      ...networks.map(({ slug }) => `network ${slug}`),
      ...organisations.map(({ slug }) => `organisation ${slug}`),
      ...regions.map(({ code }) => `region ${code}`),
      ...activities.map(({ slug }) => `activity ${slug}`),
    ]);
    const references = [
      ...activities.flatMap((activity) => [
        activity.programme && `programme ${activity.programme}`,
        activity.component && `component ${String(activity.programme)} ${activity.component}`,
        activity.region && `region ${activity.region}`,
        ...activity.networks.map((slug) => `network ${slug}`),
        ...Object.values(activity.organisations ?? {}).flatMap((slugs) => slugs.map((slug) => `organisation ${slug}`)),
      ]),
      ...networks.flatMap(({ supportedBy, members }) => [
        ...supportedBy.map((slug) => `organisation ${slug}`),
        ...members.map(({ institution }) => institution && `organisation ${institution}`),
      ]),
      ...newsItems.flatMap((newsItem) => newsItem.activities.map((slug) => `activity ${slug}`)),
    ];
    expect(references.filter((reference) => !known.has(reference))).toEqual([]);
  });

  test.each([demonstrationInFrench, demonstrationInRussian])(
    'is translated into $locale under slugs and codes that exist',
    (texts) => {
      const known = {
        organisations: organisations.map(({ slug }) => slug),
        programmes: programmes.map(({ slug }) => slug),
        components: programmes.flatMap(({ components }) => components).map(({ code }) => code),
        networks: networks.map(({ slug }) => slug),
        regions: regions.map(({ code }) => code),
        places: activities.flatMap(({ place }) => place ?? []),
        topics: activities.flatMap(({ topics }) => topics),
        documents: activities.flatMap(({ documents }) => documents).map(({ title }) => title),
        activities: activities.map(({ slug }) => slug),
        newsItems: newsItems.map(({ slug }) => slug),
      };
      for (const [kind, names] of Object.entries(known)) {
        const translated = Object.keys(texts[kind as keyof typeof known]);
        expect(translated.filter((name) => !names.includes(name))).toEqual([]);
        // Names that are the same in both languages, and items that are left in English on purpose.
        const isComplete = !['organisations', 'activities', 'newsItems'].includes(kind);
        if (isComplete) expect(names.filter((name) => !translated.includes(name))).toEqual([]);
      }
      for (const activity of activities) {
        const translation = activity.translations?.find(({ locale }) => locale === texts.locale);
        if (translation === undefined) continue;
        expect([activity.slug, translation.topics.length, translation.objectives.length]).toEqual([
          activity.slug,
          activity.topics.length,
          activity.objectives.length,
        ]);
      }
    },
  );

  test('names countries by codes of ISO 3166-1', () => {
    const codes = [
      ...activities.flatMap(({ country, participatingCountries }) => [country, ...participatingCountries]),
      ...networks.flatMap(({ members }) => members.map(({ country }) => country)),
      ...organisations.map(({ country }) => country),
    ].filter((code) => code !== undefined);
    expect(codes.filter((code) => code.length !== 2 || !isValid(code))).toEqual([]);
  });

  test('gives an activity the year of its start, and none without a date', () => {
    const wrong = activities.filter(({ startsOn, year }) => year !== (startsOn && Number(startsOn.slice(0, 4))));
    expect(wrong).toEqual([]);
  });
});
