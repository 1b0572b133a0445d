import { createRandom } from '../random';
import { between, Canvas, distanceOf } from './canvas';

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
export function drawLandscape({ seed, sky, sun, ridges, water }: Landscape): Canvas {
  const canvas = new Canvas(WIDTH, HEIGHT);
  for (let band = 0; band < SKY_BANDS; band += 1) {
    const colour = between(sky[0], sky[1], band / (SKY_BANDS - 1));
    canvas.paintBelow(colour, () => (band * HEIGHT * 0.7) / SKY_BANDS);
  }
  paintDisc(canvas, sun.colour, { x: sun.x * WIDTH, y: sun.y * HEIGHT, radius: sun.radius * HEIGHT });
  ridges.forEach((ridge, index) => {
    canvas.paintBelow(ridge.colour, silhouette(ridge, seed, index));
  });
  if (water !== undefined) {
    canvas.paintBelow(water.colour, () => water.level * HEIGHT);
    paintGlints(canvas, sun.x * WIDTH, water);
    if (water.shore !== undefined) {
      canvas.paintBelow(water.shore.colour, silhouette(water.shore, seed, ridges.length));
    }
  }
  return canvas;
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

function paintDisc(canvas: Canvas, colour: string, disc: { x: number; y: number; radius: number }): void {
  const { x, y, radius } = disc;
  canvas.paint(colour, (px, py) => distanceOf(px - x, py - y) - radius, {
    left: x - radius - 1,
    top: y - radius - 1,
    right: x + radius + 1,
    bottom: y + radius + 1,
  });
}

/** The light of the sun on the water: strokes that become wider and further apart towards the viewer. */
function paintGlints(canvas: Canvas, x: number, { level, glint }: NonNullable<Landscape['water']>): void {
  let y = level * HEIGHT + 10;
  for (let stroke = 0; y < HEIGHT; stroke += 1) {
    const half = 26 + stroke * 15;
    const thickness = 1.5 + stroke * 0.6;
    const middle = x + (stroke % 2 === 0 ? 8 : -8) * (stroke + 1);
    const centre = y;
    // A stroke with round ends.
    canvas.paint(glint, (px, py) => distanceOf(Math.max(0, Math.abs(px - middle) - half), py - centre) - thickness, {
      left: middle - half - 10,
      right: middle + half + 10,
      top: y - 10,
      bottom: y + 10,
    });
    y += 14 + stroke * 5;
  }
}
