import { type ReactElement, useState } from 'react';
import {
  StudioCreateTransactionDocument,
  StudioDeleteTransactionDocument,
  type StudioTransactionFragment,
  StudioTransactionsDocument,
  StudioUpdateTransactionDocument,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { drafts } from '../forms/drafts';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { useReading } from '../reading';
import { useSession } from '../session';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { CursorPager } from '../ui/pager';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { rowOf, rowOfTransaction, valuesOf } from './transaction-cells';
import { TransactionDialog } from './transaction-dialog';
import { transactionName, TransactionTable } from './transaction-table';

/** What the editor is doing. */
type Doing =
  | { readonly action: 'add' }
  | {
      readonly action: 'change' | 'delete';
      readonly transaction: StudioTransactionFragment;
      /** Version of the activity at which it was opened. */
      readonly version: number;
    };

/** The transactions of an activity, and the ways to change them. */
export function TransactionsTab({ id }: { readonly id: string }): ReactElement {
  const { t, dates } = useInterface();
  const api = useApi();
  const { account } = useSession();
  /** The ends of the pages before the one that is shown. */
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const reading = useReading(StudioTransactionsDocument, { id, after: cursors.at(-1) ?? null });
  const [doing, setDoing] = useState<Doing | null>(null);
  const { problems, report, clear } = useAnnouncedChange();
  const newRows = draftKeyOf(account.id, 'Activity', id, 'transactions');
  const changesOf = (transaction: string): DraftKey => draftKeyOf(account.id, 'Transaction', transaction);
  const add = (): void => {
    setDoing({ action: 'add' });
  };
  const stop = (): void => {
    setDoing(null);
  };
  const remove = (transaction: string, version: number): Promise<void> =>
    report(
      api.change(StudioDeleteTransactionDocument, { input: { id: transaction, version } }),
      t('transaction.deleted'),
      reading.refresh,
    );

  return (
    <Shown reading={reading}>
      {({ activity }) => {
        if (activity === null || !('transactions' in activity) || activity.publication === null) {
          return <p>{t('publishing.gone')}</p>;
        }
        const { transactions, publication } = activity;
        const dialog = { version: publication.version, onStale: reading.refresh, onClose: stop };
        /** What the editor changes or deletes, as it is now; undefined: it is not on this page. */
        const shown =
          doing !== null && 'transaction' in doing
            ? transactions.nodes.find(({ id: one }) => one === doing.transaction.id)
            : undefined;
        return (
          <section tabIndex={-1} aria-labelledby="transactions">
            <div className="title">
              <h2 id="transactions">{t('field.transactions')}</h2>
              <Button look="primary" onPress={add}>
                {t('transaction.add')}
              </Button>
            </div>
            {doing === null && drafts.isBegun(newRows) && (
              <div className="note">
                <p>{t('transaction.kept')}</p>
                <Button onPress={add}>{t('transaction.continue')}</Button>
              </div>
            )}
            <Problems problems={problems} />
            {transactions.nodes.length === 0 ? (
              <p>{t('transaction.none')}</p>
            ) : (
              <TransactionTable
                transactions={transactions.nodes}
                isKept={(transaction) => drafts.isBegun(changesOf(transaction))}
                onAction={(action, transaction) => {
                  clear();
                  setDoing({ action, transaction, version: publication.version });
                }}
              />
            )}
            <CursorPager
              previous={t('transaction.later')}
              next={t('transaction.earlier')}
              cursors={cursors}
              pageInfo={transactions.pageInfo}
              onChange={setCursors}
            />
            {doing?.action === 'add' && (
              <TransactionDialog
                {...dialog}
                title={t('transaction.add')}
                draftKey={newRows}
                initial={[rowOf({})]}
                isList
                send={async (row, version) =>
                  versionOf(
                    await api.change(StudioCreateTransactionDocument, {
                      input: { ...valuesOf(row), activityId: id, version },
                    }),
                  )
                }
              />
            )}
            {doing?.action === 'change' && (
              <TransactionDialog
                {...dialog}
                // A transaction that somebody else has moved to another page is not shown as it is now, and must not be overwritten.
                version={shown === undefined ? doing.version : publication.version}
                title={t('transaction.change')}
                draftKey={changesOf(doing.transaction.id)}
                initial={[rowOfTransaction(shown ?? doing.transaction)]}
                isList={false}
                send={async (row, version) =>
                  versionOf(
                    await api.change(StudioUpdateTransactionDocument, {
                      input: { ...valuesOf(row), id: doing.transaction.id, version },
                    }),
                  )
                }
              />
            )}
            <Confirm
              title={t('transaction.deleteOf', {
                name: doing?.action === 'delete' ? transactionName(doing.transaction, dates) : '',
              })}
              text={t('transaction.deleteText')}
              action={t('transaction.delete')}
              isOpen={doing?.action === 'delete'}
              onClose={stop}
              onConfirm={async () => {
                if (doing?.action === 'delete') await remove(doing.transaction.id, publication.version);
              }}
            />
          </section>
        );
      }}
    </Shown>
  );
}

function versionOf({
  data,
  problems,
}: Outcome<{
  readonly changed: { readonly activity: { readonly publication: { readonly version: number } | null } };
}>): Outcome<number> {
  // Those who may change the activity see its version.
  return problems === null ? { data: data.changed.activity.publication!.version, problems } : { data: null, problems };
}
