import sql from 'sql-template-tag';
import type { ReadDatabase } from '../src/database/read-database';
import type { ActivityFilterVariables } from './operations';

/** What requests ask for, drawn from what is published, evenly and the same every time. */
export interface Samples {
  readonly slugs: readonly string[];
  /** A country and a range of years each, with more than a page of activities. */
  readonly filters: readonly NonNullable<ActivityFilterVariables['filter']>[];
  /** How many activities the public sees. */
  readonly total: number;
}

const mostSlugs = 500;
const mostFilters = 50;
const moreThanAPage = 21;
const fewestYears = 3;

export async function drawSamples(read: ReadDatabase): Promise<Samples> {
  const activities = await read.query<{ slug: string; country: string | null; year: number | null }>(sql`
    SELECT slug, country_code AS country, year FROM activity WHERE publication_state = 'PUBLISHED' ORDER BY id`);
  const countByYear = new Map<string, number[]>();
  for (const { country, year } of activities) {
    if (country === null || year === null) continue;
    const counts = countByYear.get(country) ?? [];
    counts[year] = (counts[year] ?? 0) + 1;
    countByYear.set(country, counts);
  }
  const filters = [...countByYear].flatMap(([country, counts]) => filtersOf(country, counts));
  return {
    slugs: evenly(
      activities.map(({ slug }) => slug),
      mostSlugs,
    ),
    filters: evenly(filters, mostFilters),
    total: activities.length,
  };
}

function filtersOf(country: string, counts: readonly number[]): Samples['filters'][number][] {
  const years = Object.keys(counts).map(Number);
  return years.flatMap((gte) =>
    years
      .filter((lte) => lte >= gte + fewestYears - 1)
      .filter((lte) => counts.slice(gte, lte + 1).reduce((sum, count) => sum + count, 0) >= moreThanAPage)
      .map((lte) => ({ country: [country] as const, year: { gte, lte } })),
  );
}

function evenly<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, place) => all[Math.floor(place * step)]!);
}
