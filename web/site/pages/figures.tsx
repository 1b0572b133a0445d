import type { ReactElement } from 'react';
import {
  type ActivityFilter,
  SiteClassificationFiguresDocument,
  SiteFiguresDocument,
  SiteMoneyFigureDocument,
  type SiteMoneyFigureQuery,
  SiteParticipationFiguresDocument,
  SitePeopleFiguresDocument,
  SiteResultsDocument,
  type SiteResultsQuery,
} from '../../../clients/typescript/src/site.js';
import { activityFigures } from '../figures/activity-figures';
import type { DimensionFigure } from '../figures/dimension-figure';
import { currenciesOf, CURRENCY, moneyDimensions, moneyFigures } from '../figures/money-figures';
import { peopleFigures } from '../figures/people-figures';
import { progressFigure } from '../figures/result-figures';
import type { Page } from '../page';
import { countActivities, countText } from '../parts/activity-counts';
import { FilterForm, filterOf, givenConditions } from '../parts/activity-filter';
import { FigureSection } from '../parts/figure-section';
import { Results } from '../parts/results';
import { unlessTooComplex } from '../unless-too-complex';
import type { Visit } from '../visit';

/** Figures under the conditions in the address: charts, tables and files. */
export const figures: Page = {
  path: '/figures',
  show: async (visit) => {
    const filter = filterOf(visit);
    const [counts, own, participation, classification, people, results, money] = await Promise.all([
      countActivities(visit),
      unlessTooComplex(visit.api.request(SiteFiguresDocument, { filter })),
      unlessTooComplex(visit.api.request(SiteParticipationFiguresDocument, { filter })),
      unlessTooComplex(visit.api.request(SiteClassificationFiguresDocument, { filter })),
      unlessTooComplex(visit.api.request(SitePeopleFiguresDocument, { filter })),
      unlessTooComplex(
        visit.api.request(SiteResultsDocument, { filter: { and: [filter ?? {}, { hasResults: true }] } }),
      ),
      findMoney(visit, filter),
    ]);
    const { translate: t } = visit;
    const title = t('figures.title');
    const { totalCount, values } = counts;
    const currencies = currenciesOf(money);
    const currency = chosenOf(visit, currencies);
    return {
      title,
      body: (
        <>
          <h1>{title}</h1>
          <FilterForm
            visit={visit}
            values={values}
            keeps={visit.url.searchParams.has(CURRENCY) && currency !== null ? [[CURRENCY, currency]] : []}
          />
          <p role="status">{countText(visit, totalCount)}</p>
          <FigureGroup
            visit={visit}
            title={t('figures.activities')}
            figures={activityFigures(visit, { ...own, ...participation, ...classification })}
            isPartial={[own, participation, classification].includes(null)}
          />
          <FigureGroup
            visit={visit}
            title={t('people.title')}
            figures={people === null ? [] : peopleFigures(visit, people)}
            isPartial={people === null}
          />
          <FigureGroup
            visit={visit}
            title={t('figures.money')}
            figures={currency === null ? [] : moneyFigures(visit, money, currency)}
            isPartial={money.includes(null)}
          >
            {currency !== null && currencies.length > 1 && (
              <Currencies visit={visit} currencies={currencies} chosen={currency} />
            )}
          </FigureGroup>
          <ResultsOf visit={visit} found={results?.activities ?? null} />
          <p className="cite">
            {t('figures.cite')}:{' '}
            <cite>{`${visit.site.publisher ?? visit.url.hostname}: ${title}. ${visit.url.href}`}</cite>
          </p>
        </>
      ),
    };
  },
};

/**
 * Finds the sums by each dimension; null stands for one that is too expensive. They are requested one after another: each may
 * take half of the memory that an address may use, so the last one would wait for the others, and be refused after five seconds.
 */
async function findMoney(visit: Visit, filter: ActivityFilter | null): Promise<(SiteMoneyFigureQuery | null)[]> {
  const money: (SiteMoneyFigureQuery | null)[] = [];
  for (const { groupBy } of moneyDimensions) {
    money.push(await unlessTooComplex(visit.api.request(SiteMoneyFigureDocument, { groupBy, filter })));
  }
  return money;
}

interface ResultsOfProps {
  readonly visit: Visit;
  /** Null if they are left out. */
  readonly found: SiteResultsQuery['activities'] | null;
}

/** What activities reached; nothing if none of them has results. */
function ResultsOf({ visit, found }: ResultsOfProps): ReactElement | null {
  const { translate: t } = visit;
  if (found === null) return <FigureGroup visit={visit} title={t('results.title')} figures={[]} isPartial />;
  const { nodes, totalCount } = found;
  // A translation may lack all results of an activity.
  const shown = nodes.filter(({ results }) => results.length > 0);
  if (shown.length === 0) return null;
  return (
    <>
      <h2>{t('results.title')}</h2>
      <FigureSection visit={visit} figure={progressFigure(visit, shown)} />
      {shown.map(({ slug, title, locale, results }) => (
        <section key={slug}>
          <h3>
            <a href={visit.href(`/activities/${slug}`)} {...visit.inLanguage(locale)}>
              {title}
            </a>
          </h3>
          <Results visit={visit} results={results} locale={locale} />
        </section>
      ))}
      {totalCount > shown.length && <p>{t('results.some', { count: shown.length, total: totalCount })}</p>}
    </>
  );
}

interface FigureGroupProps {
  readonly visit: Visit;
  readonly title: string;
  readonly figures: readonly DimensionFigure[];
  /** True if figures are left out. */
  readonly isPartial: boolean;
  readonly children?: ReactElement | false;
}

/** Figures of one kind under their title; nothing if none of them has a number. */
function FigureGroup({ visit, title, figures: all, isPartial, children }: FigureGroupProps): ReactElement | null {
  if (!isPartial && all.every(({ rows }) => rows.length === 0)) return null;
  return (
    <>
      <h2>{title}</h2>
      {isPartial && <p>{visit.translate('figures.leftOut')}</p>}
      {children}
      {all.map((figure) => (
        <FigureSection key={figure.title} visit={visit} figure={figure} />
      ))}
    </>
  );
}

/** The currency in the address, if there is money in it, or else the first one; null if there is no money. */
function chosenOf({ url }: Visit, currencies: readonly string[]): string | null {
  const given = url.searchParams.get(CURRENCY);
  return currencies.find((currency) => currency === given) ?? currencies[0] ?? null;
}

interface CurrenciesProps {
  readonly visit: Visit;
  readonly currencies: readonly string[];
  readonly chosen: string;
}

/** The choice of the currency: two of them are never in one chart. */
function Currencies({ visit, currencies, chosen }: CurrenciesProps): ReactElement {
  const addressIn = (currency: string): string => {
    const parameters = givenConditions(visit.url.searchParams);
    parameters.set(CURRENCY, currency);
    return `${visit.href('/figures')}?${parameters}#money`;
  };
  return (
    <nav id="money" aria-label={visit.translate('figures.currency')}>
      <ul className="inline">
        {currencies.map((currency) => (
          <li key={currency}>
            <a href={addressIn(currency)} aria-current={currency === chosen ? 'true' : undefined}>
              {currency}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
