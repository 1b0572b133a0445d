import type { ReactElement } from 'react';
import type { Visit } from '../visit';
import { Wide } from './wide';

/** A chart with more bars than this cannot be read. */
const MAX_BARS = 15;
const ROW = 26;
const NAMES = 220;
const WIDTH = 760;
const NUMBERS = 60;

interface Bar {
  readonly name: string;
  readonly count: number;
}

interface BarChartProps {
  readonly visit: Visit;
  readonly title: string;
  readonly rows: readonly Bar[];
  /** True if the order of the rows means something. Others are ordered by their numbers. */
  readonly isOrdered: boolean;
}

/** A chart of horizontal bars. The table beside it has the same numbers, so that screen readers skip the bars. */
export function BarChart({ visit, title, rows, isOrdered }: BarChartProps): ReactElement {
  const shown = isOrdered ? rows.slice(-MAX_BARS) : [...rows].sort((a, b) => b.count - a.count).slice(0, MAX_BARS);
  const largest = Math.max(...shown.map(({ count }) => count));
  const numbers = new Intl.NumberFormat(visit.locale);
  return (
    <>
      <Wide label={title}>
        <svg className="bars" viewBox={`0 0 ${WIDTH} ${shown.length * ROW}`} role="img" aria-label={title}>
          {shown.map(({ name, count }, index) => {
            const width = Math.max(2, Math.round((count / largest) * (WIDTH - NAMES - NUMBERS)));
            const y = index * ROW;
            return (
              <g key={name}>
                <title>{`${name}: ${numbers.format(count)}`}</title>
                <text x={NAMES - 8} y={y + 17} textAnchor="end">
                  {shortened(name)}
                </text>
                <rect x={NAMES} y={y + 4} width={width} height={ROW - 8} rx={2} />
                <text x={NAMES + width + 6} y={y + 17}>
                  {numbers.format(count)}
                </text>
              </g>
            );
          })}
        </svg>
      </Wide>
      {rows.length > shown.length && (
        <p className="meta">{visit.translate('figures.top', { count: shown.length, total: rows.length })}</p>
      )}
    </>
  );
}

/** The text fits beside its bar. Its element `title` has all of it. */
function shortened(text: string): string {
  return text.length <= 30 ? text : `${text.slice(0, 29)}…`;
}
