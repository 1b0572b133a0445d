import { createRandom } from '../random';
import { below, between, disc, type Picture, picture, stroke } from './picture';

const WIDTH = 1280;
const HEIGHT = 720;

/** The sky is a stack of bands, because a smooth gradient would need many colours. */
const SKY_BANDS = 9;

/** The silhouettes that a ridge can have. */
export type RidgeShape = 'peaks' | 'hills' | 'plain' | 'mountain';

/** A silhouette across the picture. */
interface Ridge {
  readonly shape: RidgeShape;
  /** The level of its foot, as a part of the height from the top. */
  readonly level: number;
  readonly colour: string;
}

/** A drawing of a landscape. Colours are written such as `#336699`. */
export interface Landscape {
  /** It varies the silhouettes. */
  readonly seed: number;
  readonly sky: readonly [top: string, bottom: string];
  /** The centre and the radius, as parts of the width, of the height and of the height. */
  readonly sun: { readonly x: number; readonly y: number; readonly radius: number; readonly colour: string };
  /** From the furthest to the nearest. Those before `water` are behind it. */
  readonly ridges: readonly Ridge[];
  /** A sheet of water in front of the ridges, from this level downwards, and what is on the near shore. */
  readonly water?: {
    readonly level: number;
    readonly colour: string;
    readonly glint: string;
    readonly shore?: Ridge;
  };
}

/** Draws a landscape of 1280 by 720 pixels. */
export function drawLandscape({ seed, sky, sun, ridges, water }: Landscape): Picture {
  const bands = Array.from({ length: SKY_BANDS }, (_, band) =>
    flatBelow((band * HEIGHT * 0.7) / SKY_BANDS, between(sky[0], sky[1], band / (SKY_BANDS - 1))),
  );
  return picture(WIDTH, HEIGHT, [
    ...bands,
    disc(sun.x * WIDTH, sun.y * HEIGHT, sun.radius * HEIGHT, sun.colour),
    ...ridges.map((ridge, index) => drawRidge(ridge, seed, index)),
    ...(water === undefined ? [] : [flatBelow(water.level * HEIGHT, water.colour), ...glints(sun.x * WIDTH, water)]),
    ...(water?.shore === undefined ? [] : [drawRidge(water.shore, seed, ridges.length)]),
  ]);
}

function flatBelow(level: number, colour: string): string {
  const points: [number, number][] = [
    [0, level],
    [WIDTH, level],
  ];
  return below(points, HEIGHT, colour);
}

function drawRidge(ridge: Ridge, seed: number, index: number): string {
  const levelAt = silhouette(ridge, seed, index);
  const points = Array.from({ length: WIDTH / 4 + 1 }, (_, step): [number, number] => [step * 4, levelAt(step * 4)]);
  return below(points, HEIGHT, ridge.colour);
}

/** The waves that add up to each silhouette: how high, and how many across the picture. */
const WAVES: Readonly<Record<Exclude<RidgeShape, 'mountain'>, readonly (readonly [height: number, count: number])[]>> =
  {
    peaks: [
      [90, 2.3],
      [55, 5.1],
      [22, 11.7],
    ],
    hills: [
      [34, 1.4],
      [16, 3.2],
    ],
    plain: [
      [7, 1.1],
      [3, 2.9],
    ],
  };

/** Where the flanks of a lone mountain end, as a part of the width, and its height in pixels. */
const MOUNTAIN = { halfWidth: 0.42, height: 270, summit: 36 };

function silhouette({ shape, level, colour: _colour }: Ridge, seed: number, index: number): (x: number) => number {
  const random = createRandom(seed, index);
  const foot = level * HEIGHT;
  if (shape === 'mountain') {
    const centre = (0.55 + 0.15 * random()) * WIDTH;
    return (x) => {
      const part = Math.abs(x - centre) / (MOUNTAIN.halfWidth * WIDTH);
      const rise = MOUNTAIN.height * Math.max(0, 1 - part) ** 1.5;
      return foot - Math.min(rise, MOUNTAIN.height - MOUNTAIN.summit);
    };
  }
  const waves = WAVES[shape].map(([height, count]) => ({ height, count, phase: random() }));
  // Peaks are triangles, the others are rounded.
  const wave = shape === 'peaks' ? triangle : sine;
  return (x) => {
    let rise = 0;
    for (const { height, count, phase } of waves) rise += height * wave((x / WIDTH) * count + phase);
    return foot - rise;
  };
}

/** A wave from -1 to 1 with period 1. */
function sine(turns: number): number {
  return Math.sin(2 * Math.PI * turns);
}

function triangle(turns: number): number {
  return 4 * Math.abs(turns - Math.floor(turns + 0.5)) - 1;
}

/** The light of the sun on the water: strokes that become wider and further apart towards the viewer. */
function glints(x: number, { level, glint }: NonNullable<Landscape['water']>): string[] {
  const strokes: string[] = [];
  let y = level * HEIGHT + 10;
  for (let index = 0; y < HEIGHT; index += 1) {
    const half = 26 + index * 15;
    const middle = x + (index % 2 === 0 ? 8 : -8) * (index + 1);
    const ends: [number, number][] = [
      [middle - half, y],
      [middle + half, y],
    ];
    strokes.push(stroke(ends, glint, 2 * (1.5 + index * 0.6)));
    y += 14 + index * 5;
  }
  return strokes;
}
