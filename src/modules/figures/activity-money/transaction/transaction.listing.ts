import { oneByKey } from '../../../../core/access/loader';
import { type RequestContext, rowsOf } from '../../../../core/access/request-context';
import type { Viewer } from '../../../../core/access/viewer';
import { listField } from '../../../../core/listing/filter';
import { heldIn } from '../../../../core/listing/list';
import type { EntitySelect, Listing } from '../../../../core/listing/listing';
import { listsByParent } from '../../../../core/listing/nested-list';
import { OrderDirection } from '../../../../core/listing/order';
import type { RowsOfParent } from '../../../../database/reading/sizes';
import { raw, type Sql, sql } from '../../../../database/sql/sql';
import { isActivityVisible } from '../../../catalogue/activity/activity.policy';
import type { MoneyKind } from '../../money/money-kind';
import { Transaction } from '../../money/transaction.entity';

interface TransactionFilter {
  kinds?: MoneyKind[];
}

/** Transactions are visible with their activity. */
function isTransactionVisible(viewer: Viewer, alias: string): Sql {
  return sql`EXISTS (
    SELECT 1 FROM activity a WHERE a.id = ${raw(alias)}.activity_id AND ${isActivityVisible(viewer, 'a')})`;
}

const transactionListing: Listing<Transaction, 'DATE', TransactionFilter> = {
  name: 'transactions',
  table: 'money_transaction',
  alias: 'm',
  sorts: {
    DATE: { column: 'day', kind: 'text', nullable: false, reads: ['date'], of: ({ date }) => date },
  },
  defaultOrder: [{ field: 'DATE', direction: OrderDirection.DESC }],
  filters: { kinds: listField((kinds, { read }) => read.isIn(sql`m.kind`, kinds)) },
  isVisible: (viewer) => isTransactionVisible(viewer, 'm'),
  select: selectTransaction,
};

export const transactionsOfActivity: RowsOfParent = { table: 'money_transaction', parent: 'activity_id', item: 'id' };

/** The latest transactions first. */
export const transactionsByActivityId = listsByParent(transactionListing, heldIn('m', transactionsOfActivity));

export const transactionById = oneByKey<number, Transaction>(
  async (ids, context) => {
    const { columns, get } = selectTransaction(context);
    const rows = await context.read.query(sql`
      SELECT ${columns} FROM money_transaction m
      WHERE ${context.read.isIn(sql`m.id`, ids)} AND ${isTransactionVisible(context.viewer, 'm')}`);
    return rows.map(get);
  },
  ({ id }) => id,
);

function selectTransaction(context: RequestContext, besides: readonly string[] = []): EntitySelect<Transaction> {
  const mapper = rowsOf(context, Transaction, 'm', besides);
  return { columns: mapper.columns, joins: mapper.joins(context.operation), get: (row) => mapper.get(row) };
}
