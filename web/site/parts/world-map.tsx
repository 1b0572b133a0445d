import type { ReactElement, ReactNode } from 'react';
import type { Visit } from '../visit';
import { MAP_HEIGHT, MAP_WIDTH, type Place, worldPartOf } from '../world-shapes';

interface WorldMapProps {
  readonly visit: Visit;
  /** ISO 3166-1 alpha-2 codes of the countries to mark. The map shows the part of the world that they lie in. */
  readonly countries: readonly string[];
  readonly places?: readonly NamedPlace[];
}

/** A place that a map marks by a dot. */
export interface NamedPlace extends Place {
  readonly name: string;
}

/**
 * A map on which countries and places are marked; nothing if the map has none of them. The page must list them as text
 * beside it.
 */
export function WorldMap({ visit, countries, places = [] }: WorldMapProps): ReactElement | null {
  const part = worldPartOf(countries, places);
  if (part === null) return null;
  return (
    <MapFigure visit={visit}>
      <svg viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} role="img" aria-label={visit.translate('map.title')}>
        {part.shapes.map(({ path, code }) => (
          <path key={path} className={code === null ? undefined : 'marked'} d={path} />
        ))}
        {part.points.map(([x, y], place) => (
          <circle key={place} cx={Math.round(x)} cy={Math.round(y)} r={6}>
            <title>{places[place]!.name}</title>
          </circle>
        ))}
      </svg>
    </MapFigure>
  );
}

/** A country with a number, and the page that it leads to. */
export interface CountryCount {
  /** ISO 3166-1 alpha-2 code. */
  readonly code: string;
  readonly name: string;
  readonly count: number;
  readonly address: string;
}

interface CountsMapProps {
  readonly visit: Visit;
  readonly counts: readonly CountryCount[];
}

/**
 * A map on which countries are the darker the larger their numbers are, and lead to their pages by pointer. The keyboard and
 * screen readers skip it, so the page must offer the same as text. Nothing if the map has none of the countries.
 */
export function CountsMap({ visit, counts }: CountsMapProps): ReactElement | null {
  const part = worldPartOf(counts.map(({ code }) => code));
  if (part === null) return null;
  const byCode = new Map(counts.map((entry) => [entry.code, entry]));
  const largest = Math.max(...counts.map(({ count }) => count));
  const numbers = new Intl.NumberFormat(visit.locale);
  return (
    <MapFigure visit={visit}>
      <svg viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} aria-hidden="true">
        {part.shapes.map(({ path, code }) => {
          const entry = code === null ? undefined : byCode.get(code);
          if (entry === undefined) return <path key={path} d={path} />;
          const { name, count, address } = entry;
          return (
            <a key={path} href={address} tabIndex={-1}>
              <title>{`${name}: ${numbers.format(count)}`}</title>
              <path className="marked" fillOpacity={strengthOf(count, largest)} d={path} />
            </a>
          );
        })}
      </svg>
    </MapFigure>
  );
}

/** One of four steps from 0.4 to 1. Numbers of activities are far apart, so that their square roots are compared. */
function strengthOf(count: number, largest: number): number {
  return 0.2 + 0.2 * Math.ceil(Math.sqrt(count / largest) * 4);
}

function MapFigure({ visit, children }: { readonly visit: Visit; readonly children: ReactNode }): ReactElement {
  return (
    <figure className="map">
      {children}
      <figcaption>
        <small>{visit.translate('map.note')}</small>
      </figcaption>
    </figure>
  );
}
