import type { SiteMoneyFigureQuery, SiteMoneySumFragment } from '../../../clients/typescript/src/index.js';
import { filterOf } from '../parts/activity-filter';
import type { Amount } from '../parts/bar-chart';
import type { Visit } from '../visit';
import { fileParameters, nameOf, type DimensionFigure } from './dimension-figure';

/** The parameter for the currency whose sums the page shows. */
export const CURRENCY = 'currency';

/** The dimensions of the page. */
export const moneyDimensions = [
  { groupBy: 'YEAR', title: 'figures.moneyByYear', method: 'figures.moneyByYearMethod' },
  { groupBy: 'COUNTRY', title: 'figures.moneyByCountry', method: 'figures.moneyByCountryMethod' },
  { groupBy: 'SECTOR', title: 'figures.moneyBySector', method: 'figures.moneyBySectorMethod' },
] as const;

const KINDS = ['BUDGET', 'DISBURSEMENT', 'EXPENDITURE'] as const;

/** The currencies in which there is money, that of the most budgets and transactions first. */
export function currenciesOf(sums: readonly (SiteMoneyFigureQuery | null)[]): string[] {
  // The totals of all dimensions are the same.
  const found = sums.find((one) => one !== null);
  const items = new Map<string, number>();
  for (const { items: number, value } of found?.moneyStatistics.totals ?? []) {
    items.set(value.currency, (items.get(value.currency) ?? 0) + number);
  }
  return [...items].sort(([, one], [, other]) => other - one).map(([currency]) => currency);
}

/**
 * What was budgeted and spent in one currency, by each dimension.
 *
 * @param found the sums by each dimension, in the order of the dimensions; null: they are left out
 */
export function moneyFigures(
  visit: Visit,
  found: readonly (SiteMoneyFigureQuery | null)[],
  currency: string,
): DimensionFigure[] {
  const { translate: t } = visit;
  return moneyDimensions.flatMap(({ groupBy, title, method }, place) => {
    const sums = found[place]?.moneyStatistics;
    if (sums === undefined) return [];
    const parameters = fileParameters(visit, groupBy);
    parameters.append('currencies', currency);
    return {
      title: t(title, { currency }),
      ...seriesIn(visit, sums, currency),
      isOrdered: groupBy === 'YEAR',
      countries: [],
      method: t(method),
      file: 'money',
      parameters,
      query: `query ($filter: ActivityFilter, $currencies: [CurrencyCode!]) {
  moneyStatistics(kinds: [${KINDS.join(', ')}], groupBy: [${groupBy}], filter: $filter, currencies: $currencies) {
    groups {
      keys {
        value
        label
      }
      sums {
        kind
        value {
          amount
          currency
        }
      }
    }
    unallocated {
      kind
      value {
        amount
        currency
      }
    }
  }
}`,
      variables: { filter: filterOf(visit), currencies: [currency] },
    };
  });
}

/** The sums in one currency: a row for each group, and one for what belongs to none. */
function seriesIn(
  visit: Visit,
  { groups, unallocated }: SiteMoneyFigureQuery['moneyStatistics'],
  currency: string,
): Pick<DimensionFigure, 'series' | 'drawn' | 'rows'> {
  const all = [
    ...groups.map(({ keys, sums }) => ({ name: nameOf(visit, keys), sums })),
    { name: visit.translate('figures.unallocated'), sums: unallocated },
  ].map(({ name, sums }) => ({ name, sums: sums.filter(({ value }) => value.currency === currency) }));
  const kinds = KINDS.filter((kind) => all.some(({ sums }) => sums.some((sum) => sum.kind === kind)));
  const labels = new Map(all.flatMap(({ sums }) => sums.map(({ kind, kindLabel }) => [kind, kindLabel])));
  return {
    series: kinds.map((kind) => labels.get(kind)!),
    drawn: kinds.length,
    rows: all
      .filter(({ sums }) => sums.length > 0)
      .map(({ name, sums }) => ({ name, values: kinds.map((kind) => amountOf(sums, kind)) })),
  };
}

function amountOf(sums: readonly SiteMoneySumFragment[], kind: string): Amount | null {
  return sums.find((sum) => sum.kind === kind)?.value.amount ?? null;
}
