import type { SiteMoneyFigureQuery, SiteMoneySumFragment } from '../../../clients/typescript/src/site.js';
import { filterOf } from '../parts/activity-filter';
import type { Amount } from '../parts/bar-chart';
import type { Visit } from '../visit';
import { sumOf } from './decimal';
import { byName, type DimensionFigure, fileParameters, nameOf } from './dimension-figure';

/** The parameter for the currency whose sums the page shows. */
export const CURRENCY = 'currency';

/** The dimensions of the page. */
export const moneyDimensions = [
  { groupBy: 'YEAR', title: 'figures.moneyByYear', method: 'figures.moneyByYearMethod' },
  { groupBy: 'COUNTRY', title: 'figures.moneyByCountry', method: 'figures.moneyByCountryMethod' },
  { groupBy: 'SECTOR', title: 'figures.moneyBySector', method: 'figures.moneyBySectorMethod' },
] as const;

const KINDS = ['BUDGET', 'DISBURSEMENT', 'EXPENDITURE'] as const;
type Kind = (typeof KINDS)[number];

/** What counts as spent. */
const SPENT: readonly Kind[] = ['DISBURSEMENT', 'EXPENDITURE'];

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
      addsUp: true,
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
    ...byName(visit, groups).map(({ keys, sums }) => ({ name: nameOf(visit, keys), sums })),
    { name: visit.translate('figures.unallocated'), sums: unallocated },
  ].map(({ name, sums }) => ({ name, sums: sums.filter(({ value }) => value.currency === currency) }));
  const labels = new Map(all.flatMap(({ sums }) => sums.map(({ kind, kindLabel }) => [kind, kindLabel])));
  const kindsOf = (kinds: readonly Kind[]): Kind[] => kinds.filter((kind) => labels.has(kind));
  const drawn = [
    ...kindsOf(['BUDGET']).map((kind) => ({ name: labels.get(kind)!, kinds: [kind] })),
    ...(kindsOf(SPENT).length > 0 ? [{ name: visit.translate('money.spent'), kinds: SPENT }] : []),
  ];
  // The table says what makes up the spending, if it is of both kinds.
  const parts = kindsOf(SPENT).length === SPENT.length ? SPENT : [];
  const series = [...drawn, ...parts.map((kind) => ({ name: labels.get(kind)!, kinds: [kind] }))];
  return {
    series: series.map(({ name }) => name),
    drawn: drawn.length,
    rows: all
      .filter(({ sums }) => sums.length > 0)
      .map(({ name, sums }) => ({ name, values: series.map(({ kinds }) => amountOf(sums, kinds)) })),
  };
}

/** The amount of all these kinds; null if there is none. */
function amountOf(sums: readonly SiteMoneySumFragment[], kinds: readonly Kind[]): Amount | null {
  const amounts = sums
    .filter(({ kind }) => (kinds as readonly string[]).includes(kind))
    .map(({ value }) => value.amount);
  return amounts.length === 0 ? null : sumOf(amounts);
}
