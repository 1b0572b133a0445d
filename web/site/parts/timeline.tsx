import type { ReactElement } from 'react';
import type { SiteMembershipFragment } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';
import { Wide } from './wide';

const ROW = 22;
const NAMES = 190;
const WIDTH = 800;
/** The year at a line in the last months stands beside the bars. */
const YEAR = 36;

interface TimelineProps {
  readonly visit: Visit;
  readonly memberships: readonly SiteMembershipFragment[];
}

/**
 * The memberships of a network as bars over the years. A membership whose end is unknown lasts until now. The page must have them
 * as a table beside it.
 */
export function Timeline({ visit, memberships }: TimelineProps): ReactElement {
  const { translate: t } = visit;
  const begins = memberships.flatMap(({ since }) => (since === null ? [] : [yearOf(since)]));
  const ends = memberships.flatMap(({ until }) => (until === null ? [] : [yearOf(until)]));
  const now = yearOf(visit.now.slice(0, 10));
  const first = Math.floor(Math.min(now, ...begins, ...ends));
  const last = Math.ceil(Math.max(now, ...begins, ...ends));
  const placeOf = (year: number): number =>
    Math.round(NAMES + ((year - first) / Math.max(1, last - first)) * (WIDTH - NAMES - YEAR));
  const step = Math.ceil((last - first) / 12);
  const years = Array.from({ length: last - first }, (_, index) => first + index).filter(
    (year) => (year - first) % step === 0,
  );
  const height = (memberships.length + 1) * ROW;
  return (
    <Wide label={t('network.timeline')}>
      <svg className="timeline" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('network.timeline')}>
        {years.map((year) => (
          <g key={year}>
            <line x1={placeOf(year)} x2={placeOf(year)} y1={ROW} y2={height} />
            <text x={placeOf(year) + 2} y={ROW - 7}>
              {year}
            </text>
          </g>
        ))}
        {memberships.map(({ country, kind, kindLabel, since, until }, index) => {
          const y = (index + 1) * ROW;
          const from = placeOf(since === null ? first : yearOf(since));
          const to = placeOf(until === null ? now : yearOf(until));
          return (
            <g key={`${country.code} ${since ?? ''}`}>
              <title>{`${country.name}: ${[kindLabel, visit.periodOf(since, until)].filter(Boolean).join(', ')}`}</title>
              <text x={0} y={y + 15}>
                {country.name}
              </text>
              <rect
                className={kind.toLowerCase()}
                x={from}
                y={y + 4}
                width={Math.max(3, to - from)}
                height={ROW - 8}
                rx={2}
              />
            </g>
          );
        })}
      </svg>
    </Wide>
  );
}

/** A partial date as a fraction of years: 2014.33 for `2014-05`. */
function yearOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return year + (month - 1) / 12 + (day - 1) / 366;
}
