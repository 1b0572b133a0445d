import type { RequestContext } from '../../../core/access/request-context';
import { sql } from '../../../database/sql/sql';

/** The name of the sender of a mail: the person's own, or the API key's. */
export async function senderName({ viewer, read }: RequestContext): Promise<string> {
  const [found] = await read.query<{ name: string }>(
    sql`SELECT c.name FROM account c WHERE c.id = ${viewer.accountId}`,
  );
  return found?.name ?? viewer.name ?? '';
}
