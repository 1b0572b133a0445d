import { decodeCursor, encodeCursor } from '../../src/core/listing/cursor';
import type { ActivityListVariables } from '../operations';
import { countryOf } from './countries';
import type { Row, Statements } from './statements';

const PAGE_SIZE = 20;
const order = 'activities STARTS_ON DESC';
const terms = [{ column: 'starts_on_day', kind: 'text', nullable: true }] as const;

const filtered = 'AND a.country_code = ? AND a.year BETWEEN ? AND ?';

/** Reads the rows of the list of 20 and one more: its first page, a later page, or the first page with a filter. */
export function activityRows({ prepare, prepareWithCustomPlan }: Statements) {
  const dated = (conditions: string): string => `
      SELECT a.id, a.slug, a.title, a.starts_on AS "startsOn", a.starts_on_day, a.country_code
      FROM activity a
      WHERE a.publication_state = 'PUBLISHED' AND a.starts_on_day IS NOT NULL ${conditions}
      ORDER BY a.starts_on_day DESC, a.id DESC LIMIT ${PAGE_SIZE + 1}`;
  const undated = (conditions: string): string => `
      SELECT a.id, a.slug, a.title, a.starts_on AS "startsOn", a.starts_on_day, a.country_code
      FROM activity a
      WHERE a.publication_state = 'PUBLISHED' AND a.starts_on_day IS NULL ${conditions}
      ORDER BY a.id DESC LIMIT ?`;
  const all = { dated: prepare(dated('')), undated: prepare(undated('')) };
  const later = {
    dated: prepare(dated('AND (a.starts_on_day, a.id) < (?, ?)')),
    undated: prepare(undated('AND a.id < ?')),
  };
  const some = { dated: prepareWithCustomPlan(dated(filtered)), undated: prepareWithCustomPlan(undated(filtered)) };
  return async ({ after, filter }: ActivityListVariables): Promise<Row[]> => {
    if (after === undefined) {
      const values = filter ? [filter.country[0], filter.year.gte, filter.year.lte] : [];
      const { dated, undated } = filter ? some : all;
      const rows = await dated(...values);
      return rows.length > PAGE_SIZE ? rows : [...rows, ...(await undated(...values, PAGE_SIZE + 1 - rows.length))];
    }
    const { id, values } = decodeCursor(order, terms, after)!;
    if (values[0] === null) return later.undated(id, PAGE_SIZE + 1);
    const rows = await later.dated(values[0], id);
    return rows.length > PAGE_SIZE ? rows : [...rows, ...(await all.undated(PAGE_SIZE + 1 - rows.length))];
  };
}

/** The activities of these rows that are shown, and where their page ends. */
export function pageOf(rows: readonly Row[]) {
  const shown = rows.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  return {
    shown,
    pageInfo: {
      hasNextPage: rows.length > PAGE_SIZE,
      endCursor: last ? encodeCursor(order, { id: last['id'], values: [last['starts_on_day']] }) : null,
    },
  };
}

/** The response to the list of 20. */
export function activityList(statements: Statements) {
  const { prepare, isIn, idList } = statements;
  const read = activityRows(statements);
  const networks = prepare(`
    SELECT an.activity_id, n.acronym
    FROM activity_network an JOIN network n ON n.id = an.network_id
    WHERE ${isIn('an.activity_id')} AND n.publication_state = 'PUBLISHED'
    ORDER BY n.name_folded, n.id`);
  const objectives = prepare(`
    SELECT activity_id, text FROM objective WHERE ${isIn('activity_id')} ORDER BY activity_id, position`);

  return async (variables: ActivityListVariables) => {
    const { shown, pageInfo } = pageOf(await read(variables));
    const ids = idList(shown.map(({ id }) => id));
    const [theirNetworks, theirObjectives] = await Promise.all([networks(ids), objectives(ids)]);
    const networksById = groupByActivity(theirNetworks, ({ acronym }) => ({ acronym }));
    const objectivesById = groupByActivity(theirObjectives, ({ text }) => ({ text }));
    return {
      activities: {
        nodes: shown.map((row) => ({
          slug: row['slug'],
          title: row['title'],
          startsOn: row['startsOn'],
          operativeDimension: { country: countryOf(row['country_code']) },
          networks: networksById.get(row['id']) ?? [],
          objectives: objectivesById.get(row['id']) ?? [],
        })),
        pageInfo,
      },
    };
  };
}

function groupByActivity<T>(rows: readonly Row[], toValue: (row: Row) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row['activity_id']);
    if (group === undefined) groups.set(row['activity_id'], [toValue(row)]);
    else group.push(toValue(row));
  }
  return groups;
}
