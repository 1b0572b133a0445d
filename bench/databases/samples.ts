import type { ReadDatabase } from '../../src/database/reading/read-database';
import { sql } from '../../src/database/sql/sql';
import type { ActivityFilterVariables } from '../operations';

/** Data that requests ask for: an even sample of the published activities, the same every time. */
export interface Samples {
  readonly slugs: readonly string[];
  /** Filters by a country and a range of years, each with more than one page of activities. */
  readonly filters: readonly NonNullable<ActivityFilterVariables['filter']>[];
  /** The number of public activities. */
  readonly total: number;
}

const MAX_SLUGS = 500;
const MAX_FILTERS = 50;
const MIN_ACTIVITIES = 21;
const MIN_YEARS = 3;

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
    slugs: sampleEvenly(
      activities.map(({ slug }) => slug),
      MAX_SLUGS,
    ),
    filters: sampleEvenly(filters, MAX_FILTERS),
    total: activities.length,
  };
}

function filtersOf(country: string, counts: readonly number[]): Samples['filters'][number][] {
  const years = Object.keys(counts).map(Number);
  return years.flatMap((gte) =>
    years
      .filter((lte) => lte >= gte + MIN_YEARS - 1)
      .filter((lte) => counts.slice(gte, lte + 1).reduce((sum, count) => sum + count, 0) >= MIN_ACTIVITIES)
      .map((lte) => ({ country: [country] as const, year: { gte, lte } })),
  );
}

function sampleEvenly<T>(all: readonly T[], max: number): T[] {
  const step = Math.max(1, all.length / max);
  return Array.from({ length: Math.min(max, all.length) }, (_, place) => all[Math.floor(place * step)]!);
}
