import type { FieldCheck } from '../../src/core/fields/field';
import { Problems } from '../../src/core/mutations/problems';
import { sdgListOf } from '../../src/modules/figures/classification/classification.fields';
import { isListed } from '../../src/modules/figures/codelists/codelist';
import { checkResults } from '../../src/modules/figures/results/results.content';
import { demonstration } from '../../src/seeds/demonstration/demonstration.data';
import { generateActivities } from '../../src/seeds/generated/generated-activities';
import { drawFigures } from '../../src/seeds/generated/generated-activities.figures';
import type { GeneratedActivity } from '../../src/seeds/generated/generated-activities.types';

const count = 5000;
const activities = [...generateActivities({ count, seed: 1 })];

function share(matches: (activity: GeneratedActivity) => unknown): number {
  return activities.filter(matches).length / count;
}

function expectShare(matches: (activity: GeneratedActivity) => unknown, low: number, high: number): void {
  expect(share(matches)).toBeGreaterThanOrEqual(low);
  expect(share(matches)).toBeLessThanOrEqual(high);
}

function expectSubset(values: Iterable<string | undefined>, vocabulary: Iterable<string>): void {
  const known = new Set<string | undefined>([...vocabulary, undefined]);
  expect([...values].filter((value) => !known.has(value))).toEqual([]);
}

describe('generated activities', () => {
  test('are the same for the same seed and differ for another', () => {
    expect([...generateActivities({ count: 200, seed: 1 })]).toEqual(activities.slice(0, 200));
    const other = [...generateActivities({ count: 200, seed: 2 })];
    expect(other.filter(({ title }, index) => title === activities[index]?.title).length).toBeLessThan(5);
  });

  test('do not change when more of them are generated', () => {
    expect([...generateActivities({ count: 1037, seed: 1 })]).toEqual(activities.slice(0, 1037));
  });

  test('are generated one at a time, so that a large count costs nothing in advance', () => {
    const [first] = generateActivities({ count: 1e12, seed: 1 });
    expect(first).toEqual(activities[0]);
  });

  test('refuse a count or a seed that is not an integer', () => {
    expect(() => generateActivities({ count: -1, seed: 1 })).toThrow(RangeError);
    expect(() => generateActivities({ count: 1.5, seed: 1 })).toThrow(RangeError);
    expect(() => generateActivities({ count: 1, seed: Number.NaN })).toThrow(RangeError);
  });

  test('have unique codes and slugs that the demonstration programme does not use', () => {
    const slugs = [...activities, ...demonstration.activities].map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slugs.filter((slug) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug))).toEqual([]);
    const codes = [...activities, ...demonstration.activities].flatMap(({ code }) => code ?? []);
    expect(new Set(codes).size).toBe(codes.length);
    const news = [...activities.flatMap(({ newsItems }) => newsItems), ...demonstration.newsItems];
    expect(new Set(news.map(({ slug }) => slug)).size).toBe(news.length);
  });

  test('refer only to programmes, components, regions, networks and organisations of the demonstration programme', () => {
    expectSubset(
      activities.map(({ programme }) => programme),
      demonstration.programmes.map(({ slug }) => slug),
    );
    expectSubset(
      activities.map(({ region }) => region),
      demonstration.regions.map(({ code }) => code),
    );
    expectSubset(
      activities.flatMap(({ organisations = {} }) => Object.values(organisations).flat()),
      demonstration.organisations.map(({ slug }) => slug),
    );
    expectSubset(
      activities.flatMap(({ networks }) => networks),
      demonstration.networks.map(({ slug }) => slug),
    );
    expectSubset(
      activities.flatMap(({ programme, component }) => (component ? `${String(programme)} ${component}` : [])),
      demonstration.programmes.flatMap(({ slug, components }) => components.map(({ code }) => `${slug} ${code}`)),
    );
  });

  test('share only published news items of an earlier activity', () => {
    const positionBySlug = new Map(
      activities.flatMap(({ newsItems }, index) => newsItems.map(({ slug }) => [slug, index] as const)),
    );
    const shared = activities.flatMap(({ sharedNewsItems }, index) => sharedNewsItems.map((slug) => ({ slug, index })));
    expect(shared.length).toBeGreaterThan(100);
    const wrong = shared.filter(({ slug, index }) => {
      const position = positionBySlug.get(slug) ?? Infinity;
      return position >= index || activities[position]?.state !== 'PUBLISHED';
    });
    expect(wrong).toEqual([]);
  });

  test('have lists of bounded length without repetitions', () => {
    const bounds: [(activity: GeneratedActivity) => readonly unknown[], low: number, high: number][] = [
      [({ networks }) => networks, 1, 3],
      [({ participatingCountries }) => participatingCountries, 2, 6],
      [({ topics }) => topics, 1, 4],
      [({ objectives }) => objectives, 0, 8],
      [({ documents }) => documents.map(({ title }) => title), 0, 2],
      [({ newsItems, sharedNewsItems }) => [...newsItems.map(({ slug }) => slug), ...sharedNewsItems], 0, 3],
    ];
    for (const [list, low, high] of bounds) {
      const lengths = activities.map((activity) => list(activity).length);
      expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([low, high]);
      expect(activities.filter((activity) => new Set(list(activity)).size < list(activity).length)).toEqual([]);
    }
    expect(new Set(activities.flatMap(({ topics }) => topics)).size).toBe(40);
  });

  test('leave each cell of the table unknown in some of the activities', () => {
    expectShare(({ startsOn }) => startsOn === undefined, 0.035, 0.065);
    expectShare(({ code }) => code === undefined, 0.03, 0.07);
    expectShare(({ component }) => component === undefined, 0.05, 0.12);
    expectShare(({ region }) => region === undefined, 0.04, 0.1);
    expectShare(({ country }) => country === undefined, 0.05, 0.1);
    expectShare(({ place }) => place === undefined, 0.05, 0.1);
    expectShare(({ activityType }) => activityType === undefined, 0.04, 0.1);
  });

  test('are unpublished in about one of twelve cases, mostly as drafts, and only scheduled ones have a time', () => {
    expectShare(({ state }) => state !== 'PUBLISHED', 0.06, 0.1);
    expectShare(({ state }) => state === 'DRAFT', 0.04, 0.08);
    expectShare(({ state }) => state === 'ARCHIVED', 0.005, 0.03);
    expectShare(({ state }) => state === 'SCHEDULED', 0.005, 0.03);
    expect(activities.filter(({ state, publishAt }) => (state === 'SCHEDULED') !== (publishAt !== undefined))).toEqual(
      [],
    );
  });

  test('have dates of three precisions that agree with the year and with each other', () => {
    expectShare(({ startsOn }) => startsOn?.length === 4, 0.03, 0.15);
    expectShare(({ startsOn }) => startsOn?.length === 7, 0.1, 0.25);
    expectShare(({ startsOn }) => startsOn?.length === 10, 0.6, 0.8);
    const dates = activities.flatMap(({ startsOn, endsOn, year, code }) =>
      startsOn === undefined ? [] : { startsOn, endsOn: endsOn ?? startsOn, year, code },
    );
    const isReal = (date: string): boolean => new Date(date).toISOString().startsWith(date);
    const wrong = dates.filter(
      ({ startsOn, endsOn, year, code }) =>
        !isReal(startsOn) ||
        !isReal(endsOn) ||
        endsOn < startsOn ||
        Number(startsOn.slice(0, 4)) !== year ||
        (code !== undefined && !code.includes(`-${String(year)}-`)),
    );
    expect(wrong).toEqual([]);
  });

  test('have long descriptions, mostly in English, some in Russian or with accents', () => {
    const lengths = activities.map(({ description }) => description?.length ?? 0);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(600);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1500);
    expectShare(({ title }) => /\p{Script=Cyrillic}/u.test(title), 0.05, 0.15);
    expectShare(({ summary }) => /[áéíóúñèàçê]/i.test(summary), 0.03, 0.15);
    expect(new Set(activities.map(({ title }) => title)).size).toBeGreaterThan(count * 0.9);
  });

  test('concentrate on a few countries and years', () => {
    const hosts = new Map<string, number>();
    for (const { country } of activities) if (country) hosts.set(country, (hosts.get(country) ?? 0) + 1);
    const counts = [...hosts.values()].sort((a, b) => b - a);
    expect(counts.length).toBeGreaterThan(40);
    expect(counts.slice(0, 10).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(count * 0.5);
  });

  test('have figures that an editor could enter', () => {
    const problems = new Problems();
    const codes = activities.slice(0, 500).flatMap((activity, index) => {
      const drawn = drawFigures(activity, index);
      checkResults(drawn.results!, { problems, path: 'results' } as FieldCheck);
      return [
        ...drawn.sdgs!.map((code) => [sdgListOf(code), code] as const),
        ...drawn.policyMarkers!.map((code) => ['PolicyMarker', code] as const),
        ...drawn.money!.sectors.map(({ code }) => ['Sector', code] as const),
        ...drawn
          .locations!.flatMap(({ exactness }) => exactness ?? [])
          .map((code) => ['GeographicExactness', code] as const),
      ];
    });
    expect(() => problems.assertNone()).not.toThrow();
    expect(new Set(codes.map(([list]) => list)).size).toBe(5);
    expect(codes.filter(([list, code]) => !isListed(list, code))).toEqual([]);
  });
});
