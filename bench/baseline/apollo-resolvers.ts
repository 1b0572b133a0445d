import DataLoader from 'dataloader';
import type { GraphQLFieldResolver } from 'graphql';
import { activityFacets, activityStatistics } from './activity-counts';
import { activityRows, pageOf } from './activity-list';
import { activityBySlug, operativeDimensionOf } from './activity-page';
import { countryOf } from './countries';
import { networkActivities } from './network-activities';
import { search } from './search';
import type { Row, Statement, Statements } from './statements';

type Resolve = GraphQLFieldResolver<any, Loaders>;
type Loaders = Record<'topics' | 'networks' | 'members' | 'objectives' | 'documents', DataLoader<number, Row[]>>;

/** Creates the loaders of one request. */
export function createLoaders({ prepare, isIn, idList }: Statements): () => Loaders {
  const topics = prepare(`
    SELECT activity_id AS key, topic FROM activity_topic WHERE ${isIn('activity_id')} ORDER BY activity_id, position`);
  const networks = prepare(`
    SELECT an.activity_id AS key, n.id, n.acronym, n.name
    FROM activity_network an JOIN network n ON n.id = an.network_id
    WHERE ${isIn('an.activity_id')} AND n.publication_state = 'PUBLISHED'
    ORDER BY n.name_folded, n.id`);
  const members = prepare(`
    SELECT m.network_id AS key, m.country_code, m.kind, o.name AS institution
    FROM member_country m LEFT JOIN organisation o ON o.id = m.institution_id
    WHERE ${isIn('m.network_id')}
      AND (m.since IS NULL OR substr(m.since || '-01-01', 1, 10) <= ?)
      AND (m.until IS NULL OR substr(m.until || '-01-01', 1, 10) > ?)
    ORDER BY CASE m.kind WHEN 'ACTIVE' THEN 1 WHEN 'PARTICIPATING' THEN 2 ELSE 3 END, m.country_code, m.since, m.id`);
  const objectives = prepare(`
    SELECT activity_id AS key, position, text FROM objective WHERE ${isIn('activity_id')}
    ORDER BY activity_id, position`);
  const documents = prepare(`
    SELECT activity_id AS key, title FROM restricted_document
    WHERE content_version IS NOT NULL AND ${isIn('activity_id')} AND publication_state = 'PUBLISHED' ORDER BY activity_id, position`);
  const rowsByKey = (statement: Statement, ...values: readonly unknown[]): DataLoader<number, Row[]> =>
    new DataLoader(async (keys) => {
      const groups = new Map<number, Row[]>(keys.map((key) => [key, []]));
      for (const row of await statement(idList(keys), ...values)) groups.get(row['key'])!.push(row);
      return keys.map((key) => groups.get(key)!);
    });
  return () => {
    const today = new Date().toISOString().slice(0, 10);
    return {
      topics: rowsByKey(topics),
      networks: rowsByKey(networks),
      members: rowsByKey(members, today, today),
      objectives: rowsByKey(objectives),
      documents: rowsByKey(documents),
    };
  };
}

/**
 * Resolvers by type and field; other fields are properties. The activity page and the lists of all activities are resolved
 * field by field. Lists of a network, facets, searches and statistics are complete results of the hand-written code.
 */
export function createResolvers(statements: Statements): Readonly<Record<string, Readonly<Record<string, Resolve>>>> {
  const activity = activityBySlug(statements);
  const activities = activityRows(statements);
  const facets = activityFacets(statements);
  const network = networkActivities(statements);
  const find = search(statements);
  const statistics = activityStatistics(statements);
  const news = statements.prepare(`
    SELECT i.slug, i.title, i.excerpt, i.published_at AS "publishedAt"
    FROM news_activity na JOIN news_item i ON i.id = na.news_item_id
    WHERE na.activity_id = ? AND i.publication_state = 'PUBLISHED'
    ORDER BY i.published_at IS NULL, i.published_at DESC, i.id DESC LIMIT ?`);
  return {
    Query: {
      activity: async (_root, { slug }) => (await activity(slug))[0] ?? null,
      activities: (_root, { after, filter }) => {
        let page: Promise<ReturnType<typeof pageOf>> | undefined;
        const load = (): NonNullable<typeof page> => (page ??= activities({ after, filter }).then(pageOf));
        return {
          nodes: async () => (await load()).shown,
          pageInfo: async () => (await load()).pageInfo,
          facets: async () => (await facets({ filter })).activities.facets,
        };
      },
      network: async (_root, args) => (await network(args)).network,
      search: async (_root, args) => (await find(args)).search,
      activityStatistics: async () => (await statistics()).activityStatistics,
    },
    Activity: {
      operativeDimension: (row) => operativeDimensionOf(row),
      topics: async ({ id }, _args, { topics }) => (await topics.load(id)).map(({ topic }) => topic),
      networks: ({ id }, _args, { networks }) => networks.load(id),
      objectives: ({ id }, _args, { objectives }) => objectives.load(id),
      relatedNews: async ({ id }, { first }) => ({ nodes: await news(id, first) }),
      restrictedDocuments: ({ id }, _args, { documents }) => documents.load(id),
    },
    Network: { memberCountries: ({ id }, _args, { members }) => members.load(id) },
    MemberCountry: {
      country: (row) => countryOf(row.country_code),
      institution: ({ institution }) => (institution === null ? null : { name: institution }),
    },
    RestrictedDocument: {
      access: () => ({ state: 'LOCKED', reason: 'PASSWORD_REQUIRED' }),
    },
  };
}
