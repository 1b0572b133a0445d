import { geoNaturalEarth1, geoPath } from 'd3-geo';
import isoCountries from 'i18n-iso-countries';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';

export const MAP_WIDTH = 800;
export const MAP_HEIGHT = 400;
const MARGIN = 40;

const world = atlas as unknown as Topology<{ countries: GeometryCollection }>;
const features = feature(world, world.objects.countries).features;

/** The latest maps by their countries. Projecting takes some milliseconds. */
const drawn = new Map<string, readonly Shape[]>();
const MAX_DRAWN = 100;

/** The outline of a country. */
export interface Shape {
  /** In the syntax of the attribute `d` of an SVG path. */
  readonly path: string;
  /** ISO 3166-1 alpha-2 code if the country is one of those of the map; null for other countries. */
  readonly code: string | null;
}

/**
 * The shapes of the part of the world that the countries lie in; empty if the atlas has none of them.
 *
 * @param codes ISO 3166-1 alpha-2
 */
export function shapesAround(codes: readonly string[]): readonly Shape[] {
  const sorted = [...new Set(codes)].sort();
  const key = sorted.join();
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const shapes = draw(new Map(sorted.map((code) => [isoCountries.alpha2ToNumeric(code), code])));
  if (drawn.size === MAX_DRAWN) drawn.delete(drawn.keys().next().value!);
  drawn.set(key, shapes);
  return shapes;
}

/** @param codes by ISO 3166-1 numeric codes, which identify the shapes of the atlas */
function draw(codes: ReadonlyMap<string | undefined, string>): readonly Shape[] {
  const codeOf = ({ id }: { readonly id?: string | number | undefined }): string | null =>
    codes.get(String(id)) ?? null;
  const chosen = features.filter((shape) => codeOf(shape) !== null);
  if (chosen.length === 0) return [];
  const extent: [[number, number], [number, number]] = [
    [MARGIN, MARGIN],
    [MAP_WIDTH - MARGIN, MAP_HEIGHT - MARGIN],
  ];
  const projection = geoNaturalEarth1().fitExtent(extent, { type: 'FeatureCollection', features: chosen });
  projection.clipExtent([
    [0, 0],
    [MAP_WIDTH, MAP_HEIGHT],
  ]);
  const pathOf = geoPath(projection).digits(0);
  return features.flatMap((shape) => {
    const path = pathOf(shape);
    return path === null ? [] : [{ path, code: codeOf(shape) }];
  });
}
