import { BadUserInputError } from '../../../errors';
import { MoneyKind } from '../../figures/money/money-kind';
import { activityParts } from './activity-parts';
import { activityRowsFiles } from './activity-rows-files';
import type { Column } from './table';

interface Named {
  readonly slug: string;
  readonly name: string;
}

interface Coded {
  readonly code: string;
  readonly name: string | null;
}

interface ExportedTransaction {
  readonly kind: string;
  readonly kindLabel: string;
  readonly reference: string | null;
  readonly date: string;
  readonly value: { readonly amount: string; readonly currency: string };
  readonly valueDate: string;
  readonly description: string | null;
  readonly provider: Named | null;
  readonly receiver: Named | null;
  readonly country: Coded | null;
  readonly sector: Coded | null;
}

/** An activity with a page of its transactions. */
interface ActivityWithTransactions {
  readonly id: string;
  readonly slug: string;
  readonly locale: string;
  readonly title: string;
  readonly transactions: {
    readonly nodes: readonly ExportedTransaction[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

interface TransactionRow {
  readonly activity: ActivityWithTransactions;
  readonly transaction: ExportedTransaction;
}

const columns: readonly Column<TransactionRow>[] = [
  { name: 'activity', of: ({ activity }) => activity.slug },
  { name: 'locale', of: ({ activity }) => activity.locale },
  { name: 'activityTitle', of: ({ activity }) => activity.title },
  { name: 'kind', of: ({ transaction }) => transaction.kind },
  { name: 'kindName', of: ({ transaction }) => transaction.kindLabel },
  { name: 'reference', of: ({ transaction }) => transaction.reference },
  { name: 'date', of: ({ transaction }) => transaction.date },
  { name: 'value', of: ({ transaction }) => ({ decimal: transaction.value.amount }) },
  { name: 'currency', of: ({ transaction }) => transaction.value.currency },
  { name: 'valueDate', of: ({ transaction }) => transaction.valueDate },
  { name: 'description', of: ({ transaction }) => transaction.description },
  { name: 'provider', of: ({ transaction }) => transaction.provider?.slug },
  { name: 'providerName', of: ({ transaction }) => transaction.provider?.name },
  { name: 'receiver', of: ({ transaction }) => transaction.receiver?.slug },
  { name: 'receiverName', of: ({ transaction }) => transaction.receiver?.name },
  { name: 'country', of: ({ transaction }) => transaction.country?.code },
  { name: 'countryName', of: ({ transaction }) => transaction.country?.name },
  { name: 'sector', of: ({ transaction }) => transaction.sector?.code },
  { name: 'sectorName', of: ({ transaction }) => transaction.sector?.name },
];

/** Transactions of each activity of a part. Few activities have more, and a part takes memory for as many. */
const PAGE_SIZE = 25;

/** Transactions of a part that has the further ones of one activity. */
const FURTHER_PAGE_SIZE = 100;

/** Transactions of activities as a table. */
export const transactionFiles = activityRowsFiles<ActivityWithTransactions, TransactionRow>({
  name: 'transactions',
  columns,
  rowsOf: (activity) => activity.transactions.nodes.map((transaction) => ({ activity, transaction })),
  title: { en: 'Transactions', fr: 'Transactions', ru: 'Операции' },
  query: `
    query TransactionsExport(
      $locale: [Locale!]!
      $filter: ActivityFilter
      $orderBy: [ActivityOrder!]
      $kinds: [MoneyKind!]!
      $first: Int!
      $after: String
      $isStart: Boolean!
      $isFound: Boolean!
      $ids: [ID!]!
      $firstTransactions: Int!
      $afterTransaction: String
    ) @inLocales(preferred: $locale) {
      activities(first: $first, after: $after, orderBy: $orderBy, filter: $filter) @skip(if: $isFound) {
        nodes { id ...ActivityWithTransactions @include(if: $isStart) }
        pageInfo { hasNextPage endCursor }
        totalCount @include(if: $isStart)
      }
      found: nodes(ids: $ids) @include(if: $isFound) { id ...ActivityWithTransactions }
      moneyStatistics(kinds: $kinds, groupBy: [KIND], filter: $filter) @include(if: $isStart) {
        totals { items }
      }
    }
    fragment ActivityWithTransactions on Activity {
      slug
      locale
      title
      transactions(first: $firstTransactions, after: $afterTransaction, kinds: $kinds) {
        nodes {
          kind
          kindLabel
          reference
          date
          value { amount currency }
          valueDate
          description
          provider { slug name }
          receiver { slug name }
          country { code name }
          sector { code name }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  `,
  variables: { isFound: false, ids: [], firstTransactions: PAGE_SIZE, afterTransaction: null },
  defaults: { kinds: Object.values(MoneyKind).filter((kind) => kind !== MoneyKind.BUDGET) },
  assertVariables: ({ kinds }) => {
    if (!(kinds as readonly unknown[]).includes(MoneyKind.BUDGET)) return;
    throw new BadUserInputError('kinds must not be BUDGET: /exports/budgets.csv has the budgets', 'kinds');
  },
  ...activityParts<ActivityWithTransactions>({
    cursorIn: ({ transactions: { pageInfo } }) => (pageInfo.hasNextPage ? pageInfo.endCursor : null),
    variablesAt: (afterTransaction) => ({ firstTransactions: FURTHER_PAGE_SIZE, afterTransaction }),
    countIn: ({ moneyStatistics }, totalCount) => {
      const { totals } = moneyStatistics as { readonly totals: readonly { readonly items: number }[] };
      const transactions = totals.reduce((sum, { items }) => sum + items, 0);
      const activities = Math.min(totalCount, Math.floor(transactions / PAGE_SIZE));
      // The last part of each activity is not full.
      return { activities, parts: activities + Math.floor(transactions / FURTHER_PAGE_SIZE) };
    },
  }),
});
