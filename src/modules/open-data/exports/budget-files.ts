import { partOfConnection } from '../public-file';
import { activityRowsFiles } from './activity-rows-files';
import type { Column } from './table';

interface ExportedBudget {
  readonly type: string;
  readonly status: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly value: { readonly amount: string; readonly currency: string };
  readonly valueDate: string;
}

interface ActivityWithBudgets {
  readonly slug: string;
  readonly locale: string;
  readonly title: string;
  readonly budgets: readonly ExportedBudget[];
}

interface BudgetRow {
  readonly activity: ActivityWithBudgets;
  readonly budget: ExportedBudget;
}

const columns: readonly Column<BudgetRow>[] = [
  { name: 'activity', of: ({ activity }) => activity.slug },
  { name: 'locale', of: ({ activity }) => activity.locale },
  { name: 'activityTitle', of: ({ activity }) => activity.title },
  { name: 'type', of: ({ budget }) => budget.type },
  { name: 'status', of: ({ budget }) => budget.status },
  { name: 'periodStart', of: ({ budget }) => budget.periodStart },
  { name: 'periodEnd', of: ({ budget }) => budget.periodEnd },
  { name: 'value', of: ({ budget }) => ({ decimal: budget.value.amount }) },
  { name: 'currency', of: ({ budget }) => budget.value.currency },
  { name: 'valueDate', of: ({ budget }) => budget.valueDate },
];

/** Budgets of activities as a table. */
export const budgetFiles = activityRowsFiles<ActivityWithBudgets, BudgetRow>({
  name: 'budgets',
  columns,
  rowsOf: (activity) => activity.budgets.map((budget) => ({ activity, budget })),
  title: { en: 'Budgets', fr: 'Budgets', ru: 'Бюджеты' },
  query: `
    query BudgetsExport(
      $locale: [Locale!]!
      $filter: ActivityFilter
      $orderBy: [ActivityOrder!]
      $first: Int!
      $after: String
      $isStart: Boolean!
    ) @inLocales(preferred: $locale) {
      activities(first: $first, after: $after, orderBy: $orderBy, filter: $filter) {
        nodes {
          slug
          locale
          title
          budgets { type status periodStart periodEnd value { amount currency } valueDate }
        }
        pageInfo { hasNextPage endCursor }
        totalCount @include(if: $isStart)
      }
    }
  `,
  variables: {},
  defaults: {},
  partOf: partOfConnection<ActivityWithBudgets>,
});
