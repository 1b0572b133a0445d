import { BadUserInputError } from '../../../errors';
import { MoneyKind } from '../../figures/money/money-kind';
import type { Answer, Part } from '../public-file';
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

/** Activities of a part. */
const PART_SIZE = 5;

/** Transactions of each activity of a part. Few activities have more, and a part takes memory for as many. */
const PAGE_SIZE = 25;

/** Transactions of a part that has the further ones of one activity. */
const FURTHER_PAGE_SIZE = 100;

/**
 * Where the next part begins: behind the activity with the cursor, or with further transactions of that activity. All transactions of an
 * activity are neighbours in the file. Its slug may change between two parts, but not its id.
 */
type Position = readonly [activityCursor: string | null, id?: string, transactionCursor?: string];

interface TransactionsAnswer {
  readonly activities?: {
    readonly edges: readonly { readonly cursor: string; readonly node: ActivityWithTransactions }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly totalCount?: number;
  };
  /** The activity whose further transactions were read. Null: the public no longer sees it. */
  readonly more?: ActivityWithTransactions | null;
  readonly moneyStatistics?: { readonly totals: readonly { readonly items: number }[] };
}

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
      $isMore: Boolean!
      $id: ID!
      $firstTransactions: Int!
      $afterTransaction: String
    ) @inLocales(preferred: $locale) {
      activities(first: $first, after: $after, orderBy: $orderBy, filter: $filter) @skip(if: $isMore) {
        edges { cursor node { ...ActivityWithTransactions } }
        pageInfo { hasNextPage endCursor }
        totalCount @include(if: $isStart)
      }
      more: node(id: $id) @include(if: $isMore) { ...ActivityWithTransactions }
      moneyStatistics(kinds: $kinds, groupBy: [KIND], filter: $filter) @include(if: $isStart) {
        totals { items }
      }
    }
    fragment ActivityWithTransactions on Activity {
      id
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
  variables: { isMore: false, id: '', firstTransactions: PAGE_SIZE, afterTransaction: null },
  defaults: { kinds: Object.values(MoneyKind).filter((kind) => kind !== MoneyKind.BUDGET) },
  assertVariables: ({ kinds }) => {
    if (!(kinds as readonly unknown[]).includes(MoneyKind.BUDGET)) return;
    throw new BadUserInputError('kinds must not be BUDGET: /exports/budgets.csv has the budgets', 'kinds');
  },
  partSize: PART_SIZE,
  variablesAt: (after) => {
    const [cursor, id, afterTransaction] = JSON.parse(after) as Position;
    if (id === undefined) return { after: cursor };
    return { after: null, isMore: true, id, firstTransactions: FURTHER_PAGE_SIZE, afterTransaction };
  },
  partOf,
});

function partOf(data: Answer, after: string | null): Part<ActivityWithTransactions> {
  const { activities, more, moneyStatistics } = data as TransactionsAnswer;
  if (activities === undefined) {
    const [cursor] = JSON.parse(after!) as Position;
    return { items: more == null ? [] : [more], next: nextOf(cursor, more) };
  }
  const { edges, pageInfo, totalCount } = activities;
  const long = edges.findIndex(({ node }) => node.transactions.pageInfo.hasNextPage);
  const last = edges[long];
  // Those behind a long activity are read again behind its further transactions.
  const items = (last === undefined ? edges : edges.slice(0, long + 1)).map(({ node }) => node);
  if (last !== undefined) return { items, next: nextOf(last.cursor, last.node), totalCount: lengthOf() };
  return { items, next: pageInfo.hasNextPage ? nextOf(pageInfo.endCursor, null) : null, totalCount: lengthOf() };

  /**
   * A maximum, by which parts are charged. An activity with more transactions than a page has ends its part early, and makes a part for
   * each further page, of which the last is not full.
   */
  function lengthOf(): number | undefined {
    if (totalCount === undefined) return undefined;
    const transactions = moneyStatistics!.totals.reduce((sum, { items }) => sum + items, 0);
    const longActivities = Math.min(totalCount, Math.floor(transactions / PAGE_SIZE));
    const furtherParts = 2 * longActivities + Math.floor(transactions / FURTHER_PAGE_SIZE);
    return totalCount + PART_SIZE * furtherParts;
  }
}

function nextOf(cursor: string | null, activity: ActivityWithTransactions | null | undefined): string {
  const page = activity?.transactions.pageInfo;
  const position: Position = page?.hasNextPage === true ? [cursor, activity!.id, page.endCursor!] : [cursor];
  return JSON.stringify(position);
}
