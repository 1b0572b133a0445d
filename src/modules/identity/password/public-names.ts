import { anonymous } from '../../../core/access/viewer';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { sql } from '../../../database/sql/sql';
import { isNetworkVisible } from '../../catalogue/network/network.policy';

/** Maximum programmes and networks whose names are read. */
const MAX_NAMED = 200;

/**
 * Names that everyone connects with a server: those of its programmes and of its networks, as far as anyone may see them,
 * and the host of its address. The rejection of a password must not reveal a network that is not published.
 *
 * @param publicUrl the origin of the server; null if it is not configured
 */
export async function findPublicNames(read: ReadDatabase, publicUrl: string | null): Promise<string[]> {
  const rows = await read.query<{ slug: string; name: string; acronym: string | null }>(sql`
    SELECT * FROM (SELECT p.slug, p.name, p.acronym FROM programme p ORDER BY p.id LIMIT ${MAX_NAMED}) programmes
    UNION ALL
    SELECT * FROM (
      SELECT n.slug, n.name, n.acronym FROM network n WHERE ${isNetworkVisible(anonymous, 'n')}
      ORDER BY n.id LIMIT ${MAX_NAMED}) networks`);
  const hosts = publicUrl === null ? [] : [new URL(publicUrl).hostname];
  return [...hosts, ...rows.flatMap(({ slug, name, acronym }) => [slug, name, ...(acronym === null ? [] : [acronym])])];
}
