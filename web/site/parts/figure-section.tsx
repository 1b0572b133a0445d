import type { ReactElement } from 'react';
import { sumOf } from '../figures/decimal';
import type { DimensionFigure } from '../figures/dimension-figure';
import type { Visit } from '../visit';
import { type Amount, BarChart, type Bars, exactly } from './bar-chart';
import { Wide } from './wide';
import { CountsMap } from './world-map';

interface FigureSectionProps {
  readonly visit: Visit;
  readonly figure: DimensionFigure;
}

/** A figure as a chart, as a table, and as files, with its operation and how it is counted. Nothing if there is no number. */
export function FigureSection({ visit, figure }: FigureSectionProps): ReactElement | null {
  const { title, series, drawn, rows, isOrdered, countries, method } = figure;
  if (rows.length === 0) return null;
  const charted = rows.map(({ name, values }) => ({ name, values: values.slice(0, drawn) }));
  return (
    <section>
      <h3>{title}</h3>
      <CountsMap visit={visit} counts={countries} />
      <BarChart visit={visit} title={title} series={series.slice(0, drawn)} rows={charted} isOrdered={isOrdered} />
      <p className="meta">
        {method} <a href={visit.href('/figures/method')}>{visit.translate('figures.method')}</a>
      </p>
      <FigureTable visit={visit} figure={figure} />
      <FigureLinks visit={visit} figure={figure} />
    </section>
  );
}

function FigureTable({ visit, figure: { title, series, rows, addsUp } }: FigureSectionProps): ReactElement {
  return (
    <details>
      <summary>
        {visit.translate('figures.table')}
        <OfFigure title={title} />
      </summary>
      <Wide label={title}>
        <table>
          <caption className="unseen">{title}</caption>
          <thead>
            <tr>
              <td />
              {series.map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <FigureRow key={index} visit={visit} row={row} />
            ))}
          </tbody>
          {addsUp && rows.length > 1 && (
            <tfoot>
              <FigureRow visit={visit} row={{ name: visit.translate('figures.total'), values: totalsOf(rows) }} />
            </tfoot>
          )}
        </table>
      </Wide>
    </details>
  );
}

function FigureRow({ visit, row: { name, values } }: { readonly visit: Visit; readonly row: Bars }): ReactElement {
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map((value, place) => (
        <td key={place} className="number">
          {value !== null && exactly(visit, value)}
        </td>
      ))}
    </tr>
  );
}

/** The sums of all rows. */
function totalsOf(rows: readonly Bars[]): Amount[] {
  return rows[0]!.values.map((_, place) => sumOf(rows.map(({ values }) => String(values[place] ?? 0))));
}

function FigureLinks({ visit, figure }: FigureSectionProps): ReactElement {
  const { title, file, parameters, query, variables } = figure;
  const operation = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  return (
    <p className="files">
      {['csv', 'xlsx'].map((format) => (
        <a key={format} href={`/exports/${file}.${format}?${parameters}`}>
          {format.toUpperCase()}
          <OfFigure title={title} />
        </a>
      ))}
      {visit.site.hasGraphiql && (
        <a href={`/graphiql?${operation}`}>
          {visit.translate('figures.operation')}
          <OfFigure title={title} />
        </a>
      )}
    </p>
  );
}

/** Completes a name that each figure repeats, for those who do not see the figure beside it. */
function OfFigure({ title }: { readonly title: string }): ReactElement {
  return <span className="unseen">: {title}</span>;
}
