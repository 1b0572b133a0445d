import type { ReactElement } from 'react';
import type { StudioTransactionFragment } from '../../../clients/typescript/src/studio.js';
import { type Interface, useInterface } from '../interface';
import { RowActions } from '../ui/row-actions';

type TransactionAction = 'change' | 'delete';

interface TransactionTableProps {
  readonly transactions: readonly StudioTransactionFragment[];
  /** True if the browser keeps changes of the transaction that are not saved. */
  readonly isKept: (id: string) => boolean;
  readonly onAction: (action: TransactionAction, transaction: StudioTransactionFragment) => void;
}

/** Transactions of an activity, with the ways to change each. */
export function TransactionTable({ transactions, isKept, onAction }: TransactionTableProps): ReactElement {
  const { t, dates, optionName } = useInterface();
  return (
    <div className="wide">
      <table aria-labelledby="transactions">
        <thead>
          <tr>
            <th scope="col">{t('transaction.date')}</th>
            <th scope="col">{t('transaction.kind')}</th>
            <th scope="col">{t('form.amount')}</th>
            <th scope="col">{t('transaction.reference')}</th>
            <th scope="col">{t('transaction.provider')}</th>
            <th scope="col">{t('transaction.receiver')}</th>
            <th scope="col">{t('column.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {transactions.map((transaction) => {
            const { id, kind, date, reference, provider, receiver } = transaction;
            const name = transactionName(transaction, dates);
            return (
              <tr key={id}>
                <th scope="row">
                  {dates.partial(date)}
                  {isKept(id) && <span className="hint"> {t('transaction.keptChange')}</span>}
                </th>
                <td>{optionName(kind)}</td>
                <td>{amountText(transaction)}</td>
                <td>{reference ?? '–'}</td>
                <td>{provider?.slug ?? '–'}</td>
                <td>{receiver?.slug ?? '–'}</td>
                <RowActions
                  actions={(['change', 'delete'] as const).map((action) => ({
                    key: action,
                    title: t(`component.${action}`),
                    label: t(`transaction.${action}Of`, { name }),
                    look: action === 'delete' ? 'danger' : 'plain',
                    onPress: () => {
                      onAction(action, transaction);
                    },
                  }))}
                />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The day and the amount, by which editors know a transaction. */
export function transactionName(transaction: StudioTransactionFragment, dates: Interface['dates']): string {
  return `${dates.partial(transaction.date)}, ${amountText(transaction)}`;
}

function amountText({ value }: StudioTransactionFragment): string {
  return `${value.amount} ${value.currency}`;
}
