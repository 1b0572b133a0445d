import sql from 'sql-template-tag';
import type { ReadDatabase } from '../../../database/read-database';

/** Whether the database has anything that only the keys of documents open: versions of files, or secrets of webhooks. */
export async function isAnythingEncrypted(read: ReadDatabase): Promise<boolean> {
  const rows = await read.query(sql`
    SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM document_content_version) OR EXISTS (SELECT 1 FROM webhook)`);
  return rows.length > 0;
}
