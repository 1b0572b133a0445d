import type { ReactElement } from 'react';
import type { Visit } from '../visit';
import { numberFormat } from './number-format';
import { Wide } from './wide';

/** A chart with more rows than this cannot be read. */
const MAX_ROWS = 15;
/** Thirty Cyrillic letters, which are the widest of the languages that the site speaks. */
const NAMES = 264;
const WIDTH = 760;
const NUMBERS = 80;

/** The height of a bar, and of what lies between two rows. */
const SIZES = { alone: { bar: 18, gap: 8 }, beside: { bar: 14, gap: 12 } } as const;

/** From here on, numbers at bars are rounded: the table has all digits. */
const LARGE = 100_000;

/** A number, or the exact text of one. */
export type Amount = number | string;

/** Several numbers of one row. */
export interface Bars {
  readonly name: string;
  /** One for each series. Null: there is no number. */
  readonly values: readonly (Amount | null)[];
}

interface BarChartProps {
  readonly visit: Visit;
  readonly title: string;
  /** The names of the numbers that each row has. */
  readonly series: readonly string[];
  readonly rows: readonly Bars[];
  /** True if the rows are in the order of time. Others are ordered by their numbers. */
  readonly isOrdered: boolean;
}

/**
 * A chart of horizontal bars, those of a row below each other. The table beside it has the same numbers, so that screen
 * readers skip the bars.
 */
export function BarChart({ visit, title, series, rows, isOrdered }: BarChartProps): ReactElement {
  const shown = isOrdered ? rows.slice(-MAX_ROWS) : [...rows].sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MAX_ROWS);
  const largest = Math.max(...shown.flatMap(({ values }) => values.map(Number)));
  const { bar, gap } = series.length === 1 ? SIZES.alone : SIZES.beside;
  const row = series.length * bar + gap;
  return (
    <>
      {series.length > 1 && <Legend series={series} />}
      <Wide label={title}>
        <svg className="bars" viewBox={`0 0 ${WIDTH} ${shown.length * row}`} role="img" aria-label={title}>
          {shown.map(({ name, values }, index) => (
            <g key={index}>
              <text x={NAMES - 8} y={index * row + (row + 8) / 2} textAnchor="end">
                {shortened(name)}
              </text>
              {values.map((value, place) => {
                if (value === null) return null;
                const width = widthOf(value, largest);
                const y = index * row + gap / 2 + place * bar;
                return (
                  <g key={series[place]}>
                    <title>{`${name}: ${exactly(visit, value)}`}</title>
                    <rect className={`series-${place}`} x={NAMES} y={y + 1} width={width} height={bar - 2} rx={2} />
                    <text x={NAMES + width + 6} y={y + bar - 4}>
                      {roughly(visit, value)}
                    </text>
                  </g>
                );
              })}
            </g>
          ))}
        </svg>
      </Wide>
      {rows.length > shown.length && (
        <p className="meta">
          {visit.translate(isOrdered ? 'figures.latest' : 'figures.top', { count: shown.length, total: rows.length })}
        </p>
      )}
    </>
  );
}

/** The names of the series in the order of their bars. */
function Legend({ series }: Pick<BarChartProps, 'series'>): ReactElement {
  return (
    <ul className="legend">
      {series.map((name, place) => (
        <li key={name}>
          <svg viewBox="0 0 12 12" width={12} height={12} aria-hidden="true">
            <rect className={`series-${place}`} width={12} height={12} rx={2} />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

/** The number with all its digits, and with at least two behind the point if it has any there. */
export function exactly({ locale }: Visit, value: Amount): string {
  const minimumFractionDigits = String(value).includes('.') ? 2 : 0;
  const options = { minimumFractionDigits, maximumFractionDigits: 9 };
  return numberFormat(locale, options).format(value as Intl.StringNumericLiteral);
}

/** The measured number with all its digits and no others: more of them would say that it is known more exactly. */
export function asMeasured({ locale }: Visit, value: Amount): string {
  return numberFormat(locale, { maximumFractionDigits: 9 }).format(value as Intl.StringNumericLiteral);
}

/** The number with all its digits, in percent. */
export function inPercent({ locale }: Visit, value: Amount): string {
  const options = { style: 'unit', unit: 'percent', maximumFractionDigits: 9 } as const;
  return numberFormat(locale, options).format(value as Intl.StringNumericLiteral);
}

function roughly({ locale }: Visit, value: Amount): string {
  const isLarge = Math.abs(Number(value)) >= LARGE;
  const options = isLarge ? ({ notation: 'compact', maximumFractionDigits: 1 } as const) : { maximumFractionDigits: 0 };
  return numberFormat(locale, options).format(value as Intl.StringNumericLiteral);
}

/** A negative sum has no bar. */
function widthOf(value: Amount, largest: number): number {
  const size = Number(value);
  return size <= 0 ? 0 : Math.max(2, Math.round((size / largest) * (WIDTH - NAMES - NUMBERS)));
}

function sizeOf({ values }: Bars): number {
  return values.reduce<number>((sum, value) => sum + Number(value), 0);
}

/** The text fits beside its bar. Its element `title` has all of it. */
function shortened(text: string): string {
  return text.length <= 30 ? text : `${text.slice(0, 29)}…`;
}
