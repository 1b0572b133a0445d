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

/** Activities of a part, each with at most a hundred transactions. */
const PART_SIZE = 5;

/** Transactions of an activity in one part: the most that a page of the API has. */
const PAGE_SIZE = 100;

/**
 * Where the next part begins: behind the activity with the cursor, or with further transactions of that activity. All transactions of an
 * activity are neighbours in the file.
 */
type Position = readonly [activityCursor: string | null, slug?: string, transactionCursor?: string];

interface TransactionsAnswer {
  readonly activities?: {
    readonly edges: readonly { readonly cursor: string; readonly node: ActivityWithTransactions }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly totalCount?: number;
  };
  /** The activity whose further transactions were read. Null: the public no longer sees it. */
  readonly more?: ActivityWithTransactions | null;
  readonly moneyStatistics?: { readonly groups: readonly { readonly sums: readonly { readonly items: number }[] }[] };
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
      $slug: String!
      $afterTransaction: String
    ) @inLocales(preferred: $locale) {
      activities(first: $first, after: $after, orderBy: $orderBy, filter: $filter) @skip(if: $isMore) {
        edges { cursor node { ...ActivityWithTransactions } }
        pageInfo { hasNextPage endCursor }
        totalCount @include(if: $isStart)
      }
      more: activity(slug: $slug) @include(if: $isMore) { ...ActivityWithTransactions }
      moneyStatistics(kinds: $kinds, groupBy: [KIND], filter: $filter) @include(if: $isStart) {
        groups { sums { items } }
      }
    }
    fragment ActivityWithTransactions on Activity {
      slug
      locale
      title
      transactions(first: ${PAGE_SIZE}, after: $afterTransaction, kinds: $kinds) {
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
  variables: { isMore: false, slug: '', afterTransaction: null },
  defaults: { kinds: Object.values(MoneyKind).filter((kind) => kind !== MoneyKind.BUDGET) },
  partSize: PART_SIZE,
  variablesAt: (after) => {
    const [cursor, slug, transactionCursor] = JSON.parse(after) as Position;
    return slug === undefined
      ? { after: cursor }
      : { after: null, isMore: true, slug, afterTransaction: transactionCursor };
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

  /** A maximum, by which parts are charged: each further page of an activity makes at most two more parts. */
  function lengthOf(): number | undefined {
    if (totalCount === undefined) return undefined;
    const counts = moneyStatistics!.groups.flatMap(({ sums }) => sums.map((sum) => sum.items));
    const pages = Math.floor(counts.reduce((sum, count) => sum + count, 0) / PAGE_SIZE);
    return totalCount + 2 * PART_SIZE * pages;
  }
}

function nextOf(cursor: string | null, activity: ActivityWithTransactions | null | undefined): string {
  const page = activity?.transactions.pageInfo;
  const position: Position = page?.hasNextPage === true ? [cursor, activity!.slug, page.endCursor!] : [cursor];
  return JSON.stringify(position);
}
