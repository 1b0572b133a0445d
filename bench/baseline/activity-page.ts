import { countryOf } from './countries';
import type { Row, Statements } from './statements';

/** Reads the activity with this slug, with its component and region. */
export function activityBySlug({ prepare }: Statements) {
  return prepare(`
    SELECT a.id, a.title, a.summary, a.code, a.year, a.country_code, a.place, a.activity_type,
      k.code AS component_code, k.name AS component_name, r.code AS region_code, r.name AS region_name
    FROM activity a LEFT JOIN component k ON k.id = a.component_id LEFT JOIN region r ON r.id = a.region_id
    WHERE a.slug = ? AND a.publication_state = 'PUBLISHED'`);
}

/** The response to docs/operations/activity-page.graphql. */
export function activityPage(statements: Statements) {
  const { prepare } = statements;
  const activity = activityBySlug(statements);
  const topics = prepare('SELECT topic FROM activity_topic WHERE activity_id = ? ORDER BY position');
  const networks = prepare(`
    SELECT n.id, n.acronym, n.name
    FROM activity_network an JOIN network n ON n.id = an.network_id
    WHERE an.activity_id = ? AND n.publication_state = 'PUBLISHED'
    ORDER BY n.name_folded, n.id`);
  const members = prepare(`
    SELECT m.network_id, m.country_code, m.kind, o.name AS institution
    FROM activity_network an
    JOIN member_country m ON m.network_id = an.network_id
    LEFT JOIN organisation o ON o.id = m.institution_id
    WHERE an.activity_id = ?
      AND (m.since IS NULL OR substr(m.since || '-01-01', 1, 10) <= ?)
      AND (m.until IS NULL OR substr(m.until || '-01-01', 1, 10) > ?)
    ORDER BY CASE m.kind WHEN 'ACTIVE' THEN 1 WHEN 'PARTICIPATING' THEN 2 ELSE 3 END, m.country_code, m.since, m.id`);
  const objectives = prepare('SELECT position, text FROM objective WHERE activity_id = ? ORDER BY position');
  const news = prepare(`
    SELECT i.slug, i.title, i.excerpt, i.published_at
    FROM news_activity na JOIN news_item i ON i.id = na.news_item_id
    WHERE na.activity_id = ? AND i.publication_state = 'PUBLISHED'
    ORDER BY i.published_at IS NULL, i.published_at DESC, i.id DESC LIMIT 3`);
  const documents = prepare(`
    SELECT title FROM restricted_document
    WHERE content_version IS NOT NULL AND activity_id = ? AND publication_state = 'PUBLISHED' ORDER BY position`);

  return async ({ slug }: { slug: string }) => {
    const [found] = await activity(slug);
    if (found === undefined) return { activity: null };
    const { id } = found;
    const today = new Date().toISOString().slice(0, 10);
    const [itsTopics, itsNetworks, theirMembers, itsObjectives, itsNews, itsDocuments] = await Promise.all([
      topics(id),
      networks(id),
      members(id, today, today),
      objectives(id),
      news(id),
      documents(id),
    ]);
    return {
      activity: {
        title: found['title'],
        summary: found['summary'],
        operativeDimension: operativeDimensionOf(found),
        topics: itsTopics.map(({ topic }) => topic),
        networks: itsNetworks.map((network) => ({
          acronym: network['acronym'],
          name: network['name'],
          memberCountries: theirMembers.filter((member) => member['network_id'] === network['id']).map(memberOf),
        })),
        objectives: itsObjectives.map(({ position, text }) => ({ position, text })),
        relatedNews: {
          nodes: itsNews.map((item) => ({
            slug: item['slug'],
            title: item['title'],
            excerpt: item['excerpt'],
            publishedAt: item['published_at'],
          })),
        },
        restrictedDocuments: itsDocuments.map((document) => ({
          title: document['title'],
          access: { state: 'LOCKED', reason: 'PASSWORD_REQUIRED' },
        })),
      },
    };
  };
}

export function operativeDimensionOf(activity: Row) {
  return {
    code: activity['code'],
    year: activity['year'],
    component: coded(activity['component_code'], activity['component_name']),
    region: coded(activity['region_code'], activity['region_name']),
    country: countryOf(activity['country_code']),
    place: activity['place'],
    activityType: activity['activity_type'],
  };
}

function coded(code: string | null, name: string) {
  return code === null ? null : { code, name };
}

function memberOf(member: Row) {
  return {
    country: countryOf(member['country_code']),
    kind: member['kind'],
    institution: member['institution'] === null ? null : { name: member['institution'] },
  };
}
