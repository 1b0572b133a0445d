import type { Statements } from './statements';

const PAGE_SIZE = 20;

/**
 * The network with this slug and the first page of its activities. They are read in order, since the network has nearly
 * half of all activities.
 */
export function networkActivities({ prepare }: Statements) {
  const network = prepare(`SELECT id, name FROM network WHERE slug = ? AND publication_state = 'PUBLISHED'`);
  const page = (condition: string, order: string): string => `
    SELECT a.slug, a.title, a.starts_on AS "startsOn"
    FROM activity a
    WHERE a.publication_state = 'PUBLISHED' AND ${condition}
      AND EXISTS (SELECT 1 FROM activity_network an WHERE an.activity_id = a.id AND an.network_id = ?)
    ORDER BY ${order} LIMIT ?`;
  const dated = prepare(page('a.starts_on_day IS NOT NULL', 'a.starts_on_day DESC, a.id DESC'));
  const undated = prepare(page('a.starts_on_day IS NULL', 'a.id DESC'));

  return async ({ slug }: { slug: string }) => {
    const [found] = await network(slug);
    if (found === undefined) return { network: null };
    const rows = await dated(found['id'], PAGE_SIZE);
    if (rows.length < PAGE_SIZE) rows.push(...(await undated(found['id'], PAGE_SIZE - rows.length)));
    return {
      network: {
        name: found['name'],
        activities: {
          nodes: rows.map((row) => ({ slug: row['slug'], title: row['title'], startsOn: row['startsOn'] })),
        },
      },
    };
  };
}
