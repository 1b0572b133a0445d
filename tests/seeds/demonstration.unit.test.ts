import { isValid } from 'i18n-iso-countries';

import { demonstration } from '../../src/seeds/demonstration.data';

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
