import type { ActivityFilterVariables } from '../operations';
import { countryName } from './countries';
import type { Row, Statement, Statements } from './statements';

const published = "a.publication_state = 'PUBLISHED'";
const ofCountry = 'a.country_code = ?';
const inYears = 'a.year BETWEEN ? AND ?';
const total = 'CAST(count(*) AS integer) AS total';

/** The six facets, each as one GROUP BY. Each facet ignores the filter on its own dimension. */
export function activityFacets({ prepare }: Statements) {
  const facets = (conditions: (dimension?: 'country' | 'year') => string) => {
    const column = (name: string, where: string): Statement =>
      prepare(`
        SELECT a.${name} AS value, ${total} FROM activity a WHERE ${published} ${where}
        GROUP BY a.${name} ORDER BY total DESC, a.${name} IS NULL, a.${name}`);
    const referenceData = (name: string): Statement =>
      prepare(`
        SELECT v.code AS value, v.name AS label, g.total
        FROM (
          SELECT a.${name}_id AS id, ${total} FROM activity a WHERE ${published} ${conditions()} GROUP BY a.${name}_id
        ) g LEFT JOIN ${name} v ON v.id = g.id
        ORDER BY g.total DESC, v.code IS NULL, v.code`);
    return {
      years: column('year', conditions('year')),
      components: referenceData('component'),
      regions: referenceData('region'),
      countries: column('country_code', conditions('country')),
      activityTypes: column('activity_type', conditions()),
      networks: prepare(`
        SELECT n.slug AS value, n.name AS label, g.total
        FROM (
          SELECT an.network_id, ${total}
          FROM activity a JOIN activity_network an ON an.activity_id = a.id
          WHERE ${published} ${conditions()} GROUP BY an.network_id
        ) g JOIN network n ON n.id = g.network_id
        WHERE n.publication_state = 'PUBLISHED'
        ORDER BY g.total DESC, n.slug`),
    };
  };
  const ofAll = facets(() => '');
  const underFilter = facets((left) =>
    [...(left === 'country' ? [] : [ofCountry]), ...(left === 'year' ? [] : [inYears])]
      .map((condition) => `AND ${condition}`)
      .join(' '),
  );

  return async ({ filter }: ActivityFilterVariables) => {
    const country = filter ? filter.country : [];
    const years = filter ? [filter.year.gte, filter.year.lte] : [];
    const by = filter ? underFilter : ofAll;
    const [byYear, byComponent, byRegion, byCountry, byType, byNetwork] = await Promise.all([
      by.years(...country),
      by.components(...country, ...years),
      by.regions(...country, ...years),
      by.countries(...years),
      by.activityTypes(...country, ...years),
      by.networks(...country, ...years),
    ]);
    return {
      activities: {
        facets: {
          years: byYear.map((row) => facetOf(row, String)),
          components: byComponent.map(labelled),
          regions: byRegion.map(labelled),
          countries: byCountry.map((row) => facetOf(row, countryName)),
          activityTypes: byType.map((row) => facetOf(row, typeLabel)),
          networks: byNetwork.map(labelled),
        },
      },
    };
  };
}

/** All activities by year and type as one GROUP BY. */
export function activityStatistics({ prepare }: Statements) {
  const groups = prepare(`
    SELECT a.year, a.activity_type, ${total} FROM activity a WHERE ${published}
    GROUP BY a.year, a.activity_type
    ORDER BY a.year IS NULL, a.year, a.activity_type IS NULL, a.activity_type`);
  return async () => ({
    activityStatistics: (await groups()).map((row) => ({
      keys: [keyOf(row['year'], String), keyOf(row['activity_type'], typeLabel)],
      count: row['total'],
    })),
  });
}

function labelled({ value, label, total: count }: Row) {
  return { value, label, count };
}

function facetOf(row: Row, labelOf: (value: string) => string) {
  return { ...keyOf(row['value'], labelOf), count: row['total'] };
}

function keyOf(found: string | number | null, labelOf: (value: string) => string) {
  if (found === null) return { value: null, label: null };
  const value = String(found);
  return { value, label: labelOf(value) };
}

function typeLabel(type: string): string {
  return `${type.charAt(0)}${type.slice(1).toLowerCase().replaceAll('_', ' ')}`;
}
