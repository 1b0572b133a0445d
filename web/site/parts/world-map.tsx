import { geoNaturalEarth1, geoPath } from 'd3-geo';
import isoCountries from 'i18n-iso-countries';
import type { ReactElement } from 'react';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';
import type { Visit } from '../visit';

const WIDTH = 800;
const HEIGHT = 400;
const MARGIN = 40;

const world = atlas as unknown as Topology<{ countries: GeometryCollection }>;
const features = feature(world, world.objects.countries).features;

/** The latest maps by their countries. Projecting takes some milliseconds. */
const drawn = new Map<string, readonly Shape[]>();
const MAX_DRAWN = 100;

interface Shape {
  readonly path: string;
  readonly isMarked: boolean;
}

interface WorldMapProps {
  readonly visit: Visit;
  /** ISO 3166-1 alpha-2 codes of the countries to mark. The map shows the part of the world that they lie in. */
  readonly countries: readonly string[];
}

/** A map on which countries are marked; nothing if the map has none of them. Countries beside it are listed as text. */
export function WorldMap({ visit, countries }: WorldMapProps): ReactElement | null {
  const shapes = shapesOf([...new Set(countries)].sort());
  if (shapes.length === 0) return null;
  const { translate: t } = visit;
  return (
    <figure className="map">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('map.title')}>
        {shapes.map(({ path, isMarked }) => (
          <path key={path} className={isMarked ? 'marked' : undefined} d={path} />
        ))}
      </svg>
      <figcaption>
        <small>{t('map.note')}</small>
      </figcaption>
    </figure>
  );
}

function shapesOf(codes: readonly string[]): readonly Shape[] {
  const key = codes.join();
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const shapes = draw(new Set(codes.map((code) => isoCountries.alpha2ToNumeric(code))));
  if (drawn.size === MAX_DRAWN) drawn.delete(drawn.keys().next().value!);
  drawn.set(key, shapes);
  return shapes;
}

/** @param marked ISO 3166-1 numeric codes, which identify the shapes of the atlas */
function draw(marked: ReadonlySet<string | undefined>): readonly Shape[] {
  const isMarked = ({ id }: { readonly id?: string | number | undefined }): boolean => marked.has(String(id));
  const chosen = features.filter(isMarked);
  if (chosen.length === 0) return [];
  const extent: [[number, number], [number, number]] = [
    [MARGIN, MARGIN],
    [WIDTH - MARGIN, HEIGHT - MARGIN],
  ];
  const projection = geoNaturalEarth1().fitExtent(extent, { type: 'FeatureCollection', features: chosen });
  projection.clipExtent([
    [0, 0],
    [WIDTH, HEIGHT],
  ]);
  const pathOf = geoPath(projection).digits(0);
  return features.flatMap((shape) => {
    const path = pathOf(shape);
    return path === null ? [] : [{ path, isMarked: isMarked(shape) }];
  });
}
