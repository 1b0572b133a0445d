import { geoContains, geoNaturalEarth1, geoPath } from 'd3-geo';
import isoCountries from 'i18n-iso-countries';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';

export const MAP_WIDTH = 800;
export const MAP_HEIGHT = 400;
const MARGIN = 40;

const world = atlas as unknown as Topology<{ countries: GeometryCollection }>;
const features = feature(world, world.objects.countries).features;

/** The latest maps by what they show. Projecting takes some milliseconds. */
const drawn = new Map<string, WorldPart | null>();
const MAX_DRAWN = 100;

/** The outline of a country. */
export interface Shape {
  /** In the syntax of the attribute `d` of an SVG path. */
  readonly path: string;
  /** ISO 3166-1 alpha-2 code if the country is one of those of the map; null for other countries. */
  readonly code: string | null;
}

/** A place in degrees, WGS 84. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** A part of the world on a map of `MAP_WIDTH` and `MAP_HEIGHT`. */
export interface WorldPart {
  readonly shapes: readonly Shape[];
  /** Where the places are, in their order. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

/**
 * The part of the world that the countries and the places lie in. Null if the atlas has none of them.
 *
 * @param codes ISO 3166-1 alpha-2
 */
export function worldPartOf(codes: readonly string[], places: readonly Place[] = []): WorldPart | null {
  const sorted = [...new Set(codes)].sort();
  const key = JSON.stringify([sorted, places.map(({ latitude, longitude }) => [latitude, longitude])]);
  const known = drawn.get(key);
  if (known !== undefined) return known;
  const part = draw(new Map(sorted.map((code) => [isoCountries.alpha2ToNumeric(code), code])), places);
  if (drawn.size === MAX_DRAWN) drawn.delete(drawn.keys().next().value!);
  drawn.set(key, part);
  return part;
}

/** @param codes by ISO 3166-1 numeric codes, which identify the shapes of the atlas */
function draw(codes: ReadonlyMap<string | undefined, string>, places: readonly Place[]): WorldPart | null {
  const coordinates = places.map(({ latitude, longitude }): [number, number] => [longitude, latitude]);
  const codeOf = ({ id }: { readonly id?: string | number | undefined }): string | null =>
    codes.get(String(id)) ?? null;
  // A place alone has no extent, so that the map shows the country around it.
  const chosen = features.filter(
    (shape) => codeOf(shape) !== null || coordinates.some((point) => geoContains(shape, point)),
  );
  if (chosen.length === 0) return null;
  const extent: [[number, number], [number, number]] = [
    [MARGIN, MARGIN],
    [MAP_WIDTH - MARGIN, MAP_HEIGHT - MARGIN],
  ];
  const projection = geoNaturalEarth1().fitExtent(extent, {
    type: 'FeatureCollection',
    features: [...chosen, { type: 'Feature', properties: null, geometry: { type: 'MultiPoint', coordinates } }],
  });
  projection.clipExtent([
    [0, 0],
    [MAP_WIDTH, MAP_HEIGHT],
  ]);
  const pathOf = geoPath(projection).digits(0);
  return {
    shapes: features.flatMap((shape) => {
      const path = pathOf(shape);
      return path === null ? [] : [{ path, code: codeOf(shape) }];
    }),
    points: coordinates.map((point) => projection(point)!),
  };
}
