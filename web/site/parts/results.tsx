import type { ReactElement } from 'react';
import type { SiteMeasurementFragment, SiteResultFragment } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';
import { asMeasured, inPercent } from './bar-chart';
import { Wide } from './wide';

type Indicator = SiteResultFragment['indicators'][number];
type Period = Indicator['periods'][number];

interface ResultsProps {
  readonly visit: Visit;
  readonly results: readonly SiteResultFragment[];
  /** The language in which the results are shown. */
  readonly locale: string;
}

/** What an activity was to reach and what it reached: a table of the indicators for each result. */
export function Results({ visit, results, locale }: ResultsProps): ReactElement {
  return (
    <>
      {results.map((result) => (
        <div key={result.id} className="result">
          <p>
            <strong {...visit.inLanguage(locale)}>{result.title}</strong>{' '}
            <span className="meta" {...visit.inLanguage(locale)}>
              {result.typeLabel}
            </span>
          </p>
          {result.description !== null && <p {...visit.inLanguage(locale)}>{result.description}</p>}
          <Indicators visit={visit} result={result} locale={locale} />
        </div>
      ))}
    </>
  );
}

const columns = ['indicator', 'baseline', 'period', 'target', 'actual', 'progress'] as const;

interface IndicatorsProps extends Pick<ResultsProps, 'visit' | 'locale'> {
  readonly result: SiteResultFragment;
}

function Indicators({ visit, result: { title, indicators }, locale }: IndicatorsProps): ReactElement | null {
  if (indicators.length === 0) return null;
  return (
    <Wide label={title}>
      <table>
        <caption className="unseen">{title}</caption>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {visit.translate(`results.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indicators.map((indicator) =>
            periodsOf(indicator).map((period, place) => (
              <tr key={`${indicator.id} ${place}`}>
                <th scope="row" {...visit.inLanguage(locale)}>
                  {indicator.title} <span className="meta">{indicator.measureLabel}</span>
                </th>
                <td>{textOf(visit, indicator, indicator.baseline === null ? [] : [indicator.baseline])}</td>
                <td {...visit.inLanguage(visit.locale)}>{period && visit.dates.range(period.start, period.end)}</td>
                <td>{textOf(visit, indicator, period?.targets ?? [])}</td>
                <td>{textOf(visit, indicator, period?.actuals ?? [])}</td>
                <td className="number">{period?.progress != null && inPercent(visit, period.progress)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Wide>
  );
}

/** The periods; an indicator without any has a row, too. */
function periodsOf({ periods }: Indicator): readonly (Period | null)[] {
  return periods.length === 0 ? [null] : periods;
}

/** The values, each with the parts that it is about. */
function textOf(visit: Visit, { measure }: Indicator, values: readonly SiteMeasurementFragment[]): string {
  return values
    .map(({ value, number, dimensions }) => {
      const shown = number === null ? value : (measure === 'PERCENTAGE' ? inPercent : asMeasured)(visit, number);
      const parts = dimensions.map((dimension) => dimension.value).join(', ');
      return parts === '' ? shown : `${shown} (${parts})`;
    })
    .join('; ');
}
