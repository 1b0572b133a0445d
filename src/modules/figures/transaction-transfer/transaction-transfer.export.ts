import type { ReadDatabase } from '../../../database/reading/read-database';
import type { Row } from '../../../database/sql/row-mapper';
import { sql } from '../../../database/sql/sql';
import type { TransferredTransaction } from './transaction-transfer';

const BATCH_SIZE = 500;

/** The number of transactions in an export. */
export async function countTransactions(read: ReadDatabase): Promise<number> {
  const [counted] = await read.query<{ count: number | string }>(sql`
    SELECT count(*) AS count FROM money_transaction m JOIN activity a ON a.id = m.activity_id
    WHERE a.deleted_at IS NULL`);
  return Number(counted?.count);
}

/**
 * The transactions of all activities except those in the trash, drafts included. They are ordered by the slug of their
 * activity, their day and their id. Each batch is read when its first transaction is requested. The order is read first, so that
 * a transaction whose activity or day changes meanwhile is neither missed nor repeated.
 */
export async function* exportTransactions(read: ReadDatabase): AsyncGenerator<TransferredTransaction> {
  const ordered = await read.query<{ id: number }>(sql`
    SELECT m.id FROM money_transaction m JOIN activity a ON a.id = m.activity_id
    WHERE a.deleted_at IS NULL ORDER BY a.slug, m.day, m.id`);
  for (let start = 0; start < ordered.length; start += BATCH_SIZE) {
    const ids = ordered.slice(start, start + BATCH_SIZE).map(({ id }) => id);
    yield* await read.query<TransferredTransaction & Row>(sql`
      SELECT a.slug AS activity, m.kind, m.reference, m.day AS date, m.amount AS value, m.currency, m.value_date,
        m.description, p.slug AS provider, r.slug AS receiver, m.country_code AS country, m.sector_code AS sector
      FROM money_transaction m
      JOIN activity a ON a.id = m.activity_id
      LEFT JOIN organisation p ON p.id = m.provider_id
      LEFT JOIN organisation r ON r.id = m.receiver_id
      WHERE ${read.isIn(sql`m.id`, ids)} AND a.deleted_at IS NULL
      ORDER BY a.slug, m.day, m.id`);
  }
}
