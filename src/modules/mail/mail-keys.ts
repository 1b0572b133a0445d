import type { Database } from '../../database/database';
import { sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import type { KeyRing } from '../../storage/key-ring';
import { Mail } from './mail.entity';

/**
 * Encrypts all mails that wait with the first key of the ring, in one unit of work. Those that cannot be decrypted stay
 * unchanged.
 *
 * @returns the number of mails that were encrypted again, and the ids of mails that cannot be decrypted
 */
export async function reencryptMails(
  database: Database,
  keyRing: KeyRing,
): Promise<{ done: number; damaged: number[] }> {
  const [current] = await keyRing.keyIds();
  return database.writeWithRetries(async (manager) => {
    const waiting = await executeSql<{ id: number; sealed: string }>(
      manager,
      sql`SELECT id, sealed FROM mail WHERE sealed IS NOT NULL AND key_id <> ${current} ORDER BY id`,
    );
    const damaged: number[] = [];
    for (const { id, sealed } of waiting) {
      const bytes = await keyRing.open(Buffer.from(sealed, 'base64')).catch(() => null);
      if (bytes === null) {
        damaged.push(id);
        continue;
      }
      const again = await keyRing.seal(bytes);
      await manager.update(Mail, { id }, { sealed: again.sealed.toString('base64'), keyId: again.keyId });
    }
    return { done: waiting.length - damaged.length, damaged };
  });
}
