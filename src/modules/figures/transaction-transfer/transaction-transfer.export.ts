import type { ReadDatabase } from '../../../database/reading/read-database';
import { sql } from '../../../database/sql/sql';
import type { TransferredTransaction } from './transaction-transfer';

const BATCH_SIZE = 500;

type ExportedRow = TransferredTransaction & { readonly id: number; readonly activity: string; readonly date: string };

/** The number of transactions in an export. */
export async function countTransactions(read: ReadDatabase): Promise<number> {
  const [counted] = await read.query<{ count: number | string }>(sql`
    SELECT count(*) AS count FROM money_transaction m JOIN activity a ON a.id = m.activity_id
    WHERE a.deleted_at IS NULL`);
  return Number(counted?.count);
}

/**
 * The transactions of all activities except those in the trash, drafts included. They are ordered by the slug of their
 * activity, their day and their id. Each batch is read when its first transaction is requested.
 */
export async function* exportTransactions(read: ReadDatabase): AsyncGenerator<TransferredTransaction> {
  let last = { activity: '', date: '', id: 0 };
  for (;;) {
    // The first condition uses the index of slugs.
    const rows = await read.query<ExportedRow>(sql`
      SELECT m.id, a.slug AS activity, m.kind, m.reference, m.day AS date, m.amount AS value, m.currency, m.value_date,
        m.description, p.slug AS provider, r.slug AS receiver, m.country_code AS country, m.sector_code AS sector
      FROM activity a
      JOIN money_transaction m ON m.activity_id = a.id
      LEFT JOIN organisation p ON p.id = m.provider_id
      LEFT JOIN organisation r ON r.id = m.receiver_id
      WHERE a.slug >= ${last.activity} AND (a.slug, m.day, m.id) > (${last.activity}, ${last.date}, ${last.id})
        AND a.deleted_at IS NULL
      ORDER BY a.slug, m.day, m.id LIMIT ${BATCH_SIZE}`);
    yield* rows;
    if (rows.length < BATCH_SIZE) return;
    last = rows.at(-1)!;
  }
}
