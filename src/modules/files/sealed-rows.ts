import type { Database } from '../../database/database';
import { raw, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import type { KeyRing } from '../../storage/key-ring';

/** A table with bytes that are encrypted with a key of the ring, as base64, and with the id of that key in `key_id`. */
interface SealedTable {
  readonly table: string;
  /** The column with the encrypted bytes. A row without them has no key either. */
  readonly column: string;
  /** How messages name the rows, and one row before its id. */
  readonly plural: string;
  readonly singular: string;
}

/** Every table with such rows. Key rotation covers these. */
export const sealedTables: readonly SealedTable[] = [
  { table: 'webhook', column: 'sealed_secret', plural: 'webhook secrets', singular: 'the secret of webhook' },
  { table: 'mail', column: 'sealed', plural: 'waiting mails', singular: 'the text of mail' },
];

/**
 * Encrypts all rows of a table again, with the first key of the ring, in one unit of work. Rows that cannot be decrypted stay
 * unchanged.
 *
 * @returns the number of rows that were encrypted again, and the ids of those that cannot be decrypted
 */
export async function reencryptRows(
  database: Database,
  keyRing: KeyRing,
  { table, column }: Pick<SealedTable, 'table' | 'column'>,
): Promise<{ done: number; damaged: number[] }> {
  const [current] = await keyRing.keyIds();
  return database.writeWithRetries(async (manager) => {
    const waiting = await executeSql<{ id: number; sealed: string }>(
      manager,
      sql`SELECT id, ${raw(column)} AS sealed FROM ${raw(table)} WHERE key_id <> ${current} ORDER BY id`,
    );
    const damaged: number[] = [];
    for (const { id, sealed } of waiting) {
      const bytes = await keyRing.open(Buffer.from(sealed, 'base64')).catch(() => null);
      if (bytes === null) {
        damaged.push(id);
        continue;
      }
      const again = await keyRing.seal(bytes);
      await executeSql(
        manager,
        sql`UPDATE ${raw(table)} SET ${raw(column)} = ${again.sealed.toString('base64')}, key_id = ${again.keyId} WHERE id = ${id}`,
      );
    }
    return { done: waiting.length - damaged.length, damaged };
  });
}
