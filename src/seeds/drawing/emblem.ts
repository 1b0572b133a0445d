import { Canvas, distanceOf } from './canvas';

const SIZE = 512;
const CENTRE = SIZE / 2;

/** The emblem of a network: its members as dots on a circle, each of which is linked to two others. */
export interface Emblem {
  readonly members: number;
  /** How many members further each link leads. */
  readonly step: number;
  readonly ground: string;
  readonly links: string;
  readonly dots: string;
}

/** The logo of a programme: arcs that spread from a corner, or waves across a square. */
export interface Logo {
  readonly motif: 'arcs' | 'waves';
  readonly ground: string;
  /** From the nearest arc or the lowest wave. */
  readonly colours: readonly string[];
}

/** Draws an emblem of 512 by 512 pixels on a transparent ground. */
export function drawEmblem({ members, step, ground, links, dots }: Emblem): Canvas {
  const canvas = new Canvas(SIZE, SIZE);
  canvas.paint(ground, disc(CENTRE, CENTRE, 250));
  const places = Array.from({ length: members }, (_, index) => {
    const angle = (2 * Math.PI * index) / members - Math.PI / 2;
    return { x: CENTRE + 180 * Math.cos(angle), y: CENTRE + 180 * Math.sin(angle) };
  });
  places.forEach((from, index) => {
    const to = places[(index + step) % members]!;
    canvas.paint(links, line(from, to, 3), areaAround([from, to], 5));
  });
  for (const place of places) canvas.paint(dots, disc(place.x, place.y, 21), areaAround([place], 23));
  return canvas;
}

/** Draws a logo of 512 by 512 pixels: a square with round corners on a transparent ground. */
export function drawLogo({ motif, ground, colours }: Logo): Canvas {
  const canvas = new Canvas(SIZE, SIZE);
  canvas.paint(ground, square);
  colours.forEach((colour, index) => {
    const shape = motif === 'arcs' ? arc(130 + index * 105) : wave(400 - index * 105);
    // What reaches over the edge of the square is cut off.
    canvas.paint(colour, (x, y) => Math.max(shape(x, y), square(x, y)));
  });
  return canvas;
}

type Distance = (x: number, y: number) => number;

interface Point {
  readonly x: number;
  readonly y: number;
}

function disc(centreX: number, centreY: number, radius: number): Distance {
  return (x, y) => distanceOf(x - centreX, y - centreY) - radius;
}

/** A square with round corners, 6 pixels inside the canvas. */
function square(x: number, y: number): number {
  const [half, corner] = [250, 84];
  const outside = (distance: number): number => Math.max(0, Math.abs(distance - CENTRE) - (half - corner));
  return distanceOf(outside(x), outside(y)) - corner;
}

/** A line with round ends. */
function line(from: Point, to: Point, halfThickness: number): Distance {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const square = dx * dx + dy * dy;
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / square));
    return distanceOf(x - from.x - along * dx, y - from.y - along * dy) - halfThickness;
  };
}

/** Part of a ring around the lower left corner of the square. */
function arc(radius: number): Distance {
  return (x, y) => Math.abs(distanceOf(x - 56, y - (SIZE - 56)) - radius) - 30;
}

/** A band that swings around a level. */
function wave(level: number): Distance {
  return (x, y) => Math.abs(y - level - 26 * Math.sin((x / SIZE) * 4 * Math.PI)) - 28;
}

function areaAround(
  points: readonly Point[],
  margin: number,
): {
  left: number;
  top: number;
  right: number;
  bottom: number;
} {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  return {
    left: Math.min(...xs) - margin,
    top: Math.min(...ys) - margin,
    right: Math.max(...xs) + margin,
    bottom: Math.max(...ys) + margin,
  };
}
