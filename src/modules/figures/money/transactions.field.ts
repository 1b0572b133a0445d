import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Field, FieldCheck } from '../../../core/fields/field';
import type { Row } from '../../../database/sql/row-mapper';
import { join, raw, sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import type { MoneyKind } from './money-kind';

/** The columns of a transaction that editors write. */
export interface TransactionColumns {
  readonly kind: MoneyKind;
  readonly reference: string | null;
  readonly day: string;
  readonly amount: string;
  readonly currency: string;
  readonly valueDate: string;
  readonly description: string | null;
  readonly providerId: number | null;
  readonly receiverId: number | null;
  readonly countryCode: string | null;
  readonly sectorCode: string | null;
}

/** The names of these columns in the table, in the order in which they are written. */
const columnNames: Readonly<Record<keyof TransactionColumns, string>> = {
  kind: 'kind',
  reference: 'reference',
  day: 'day',
  amount: 'amount',
  currency: 'currency',
  valueDate: 'value_date',
  description: 'description',
  providerId: 'provider_id',
  receiverId: 'receiver_id',
  countryCode: 'country_code',
  sectorCode: 'sector_code',
};

const COLUMNS = Object.values(columnNames).join(', ');

/**
 * The transactions of an activity, as a part of its content. There may be thousands, so the content does not have the rows: its
 * value is the number of their state, which grows with each change; null: there has been none. The rows of earlier states are in `past_transaction`, each
 * once, and an earlier value restores them. Other mutations change the rows, and then set the next value.
 */
export const transactions: Field<number | null> & { readonly isInput: false; readonly property: 'transactionsState' } =
  {
    isInput: false,
    property: 'transactionsState',
    empty: null,
    json: z.int().nullable(),
    // Organisations are shown by provider and receiver.
    refersTo: {
      table: 'organisation',
      via: {
        links: `(SELECT activity_id, provider_id AS organisation_id FROM money_transaction
        UNION ALL SELECT activity_id, receiver_id FROM money_transaction)`,
        owner: 'activity_id',
        target: 'organisation_id',
      },
    },
    mapReferences: (state) => state,
    select: (_name, alias) => raw(`NULLIF(${alias}.transactions_state, 0)`),
    check: checkRestored,
    columns: (_name, state, _manager, before) =>
      Promise.resolve({ transactionsState: isEarlier(state, before) ? (before ?? 0) + 1 : (state ?? 0) }),
    replace: async (manager, activityId, state, before) => {
      if (isEarlier(state, before)) await restoreState(manager, activityId, state ?? 0, (before ?? 0) + 1);
    },
  };

/** True if the value restores an earlier state. */
function isEarlier(state: number | null, before: number | null): boolean {
  return (state ?? 0) < (before ?? 0);
}

/** Adds a row in the state. Returns its id. */
export async function insertTransaction(
  manager: EntityManager,
  activityId: number,
  columns: TransactionColumns,
  state: number,
): Promise<number> {
  const [row] = await executeSql<{ id: number }>(
    manager,
    sql`INSERT INTO money_transaction (activity_id, since, ${raw(COLUMNS)})
      VALUES (${activityId}, ${state}, ${valuesOf(columns)}) RETURNING id`,
  );
  return row!.id;
}

/** Changes a row in the state, and keeps what it was before. */
export async function updateTransaction(
  manager: EntityManager,
  before: StoredTransaction,
  columns: TransactionColumns,
  state: number,
): Promise<void> {
  await keepPast(manager, before, state);
  await executeSql(
    manager,
    sql`UPDATE money_transaction SET (since, ${raw(COLUMNS)}) = (${state}, ${valuesOf(columns)}) WHERE id = ${before.id}`,
  );
}

/** Deletes a row in the state, and keeps what it was before. */
export async function deleteTransaction(
  manager: EntityManager,
  before: StoredTransaction,
  state: number,
): Promise<void> {
  await keepPast(manager, before, state);
  await executeSql(manager, sql`DELETE FROM money_transaction WHERE id = ${before.id}`);
}

/** A row as it is stored. */
export interface StoredTransaction extends TransactionColumns {
  readonly id: number;
  readonly activityId: number;
  readonly since: number;
}

/** The rows of an activity, ordered by id. */
export async function findTransactions(manager: EntityManager, activityId: number): Promise<StoredTransaction[]> {
  return executeSql<StoredTransaction>(
    manager,
    sql`SELECT id, activity_id, since, ${raw(COLUMNS)} FROM money_transaction WHERE activity_id = ${activityId} ORDER BY id`,
  );
}

/** The row with the id; null: there is none. */
export async function findTransaction(manager: EntityManager, id: number): Promise<StoredTransaction | null> {
  const [row] = await executeSql<StoredTransaction>(
    manager,
    sql`SELECT id, activity_id, since, ${raw(COLUMNS)} FROM money_transaction WHERE id = ${id}`,
  );
  return row ?? null;
}

/** The columns that editors write, in a fixed order: equal columns have equal JSON. */
export function columnsOf(row: TransactionColumns): TransactionColumns {
  const properties = Object.keys(columnNames) as (keyof TransactionColumns)[];
  return Object.fromEntries(properties.map((property) => [property, row[property]])) as unknown as TransactionColumns;
}

function valuesOf(columns: TransactionColumns) {
  return join(Object.values(columnsOf(columns)));
}

async function keepPast(manager: EntityManager, row: StoredTransaction, until: number): Promise<void> {
  // Written and deleted within the same change.
  if (row.since === until) return;
  await executeSql(
    manager,
    sql`INSERT INTO past_transaction (activity_id, transaction_id, since, until, columns)
      VALUES (${row.activityId}, ${row.id}, ${row.since}, ${until}, ${JSON.stringify(columnsOf(row))})`,
  );
}

/** Gives the rows of an activity the columns that they had in an earlier state. */
async function restoreState(manager: EntityManager, activityId: number, earlier: number, state: number): Promise<void> {
  const now = new Map((await findTransactions(manager, activityId)).map((row) => [row.id, row]));
  const past = await findPast(manager, activityId, earlier);
  for (const [id, columns] of past) {
    const row = now.get(id);
    now.delete(id);
    if (row !== undefined) await updateTransaction(manager, row, columns, state);
    else {
      await executeSql(
        manager,
        sql`INSERT INTO money_transaction (id, activity_id, since, ${raw(COLUMNS)})
          VALUES (${id}, ${activityId}, ${state}, ${valuesOf(columns)})`,
      );
    }
  }
  for (const row of now.values()) {
    if (row.since > earlier) await deleteTransaction(manager, row, state);
  }
}

/** The rows of an earlier state that have changed or were deleted since. */
async function findPast(
  manager: EntityManager,
  activityId: number,
  state: number,
): Promise<Map<number, TransactionColumns>> {
  const rows = await executeSql<Row & { transactionId: number; columns: string }>(
    manager,
    sql`SELECT transaction_id, columns FROM past_transaction
      WHERE activity_id = ${activityId} AND since <= ${state} AND until > ${state} ORDER BY transaction_id`,
  );
  return new Map(rows.map((row) => [row.transactionId, JSON.parse(row.columns) as TransactionColumns]));
}

/** Checks that the organisations of the rows that an earlier state restores still exist. */
async function checkRestored(
  state: number | null,
  { unit, problems, path, id }: FieldCheck,
  before: number | null,
): Promise<void> {
  if (id === null || !isEarlier(state, before)) return;
  const past = await findPast(unit.manager, id, state ?? 0);
  const ids = new Set(
    [...past.values()].flatMap(({ providerId, receiverId }) => [providerId, receiverId].filter((one) => one !== null)),
  );
  const found = await executeSql<{ id: number }>(unit.manager, raw('SELECT id FROM organisation'));
  if ([...ids].every((one) => found.some((row) => row.id === one))) return;
  problems.add(path, 'UNKNOWN', 'must not refer to a deleted organisation');
}
