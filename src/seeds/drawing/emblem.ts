import { disc, type Picture, picture, stroke } from './picture';

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
export function drawEmblem({ members, step, ground, links, dots }: Emblem): Picture {
  const places = Array.from({ length: members }, (_, index): [x: number, y: number] => {
    const angle = (2 * Math.PI * index) / members - Math.PI / 2;
    return [CENTRE + 180 * Math.cos(angle), CENTRE + 180 * Math.sin(angle)];
  });
  return picture(SIZE, SIZE, [
    disc(CENTRE, CENTRE, 250, ground),
    ...places.map((from, index) => stroke([from, places[(index + step) % members]!], links, 6)),
    ...places.map(([x, y]) => disc(x, y, 21, dots)),
  ]);
}

/** Draws a logo of 512 by 512 pixels: a square with round corners on a transparent ground. */
export function drawLogo({ motif, ground, colours }: Logo): Picture {
  const square = (attributes: string): string =>
    `<rect x="6" y="6" width="${SIZE - 12}" height="${SIZE - 12}" rx="84" ${attributes}/>`;
  const shapes = colours.map((colour, index) =>
    motif === 'arcs' ? arc(130 + index * 105, colour) : wave(400 - index * 105, colour),
  );
  return picture(SIZE, SIZE, [
    `<clipPath id="square">${square('')}</clipPath>`,
    square(`fill="${ground}"`),
    `<g clip-path="url(#square)">${shapes.join('')}</g>`,
  ]);
}

/** A ring around the lower left corner of the square. */
function arc(radius: number, colour: string): string {
  return `<circle cx="56" cy="${SIZE - 56}" r="${radius}" fill="none" stroke="${colour}" stroke-width="60"/>`;
}

/** A band that swings around a level. */
function wave(level: number, colour: string): string {
  const points = Array.from({ length: SIZE / 8 + 1 }, (_, index): [x: number, y: number] => {
    const x = index * 8;
    return [x, level + 26 * Math.sin((x / SIZE) * 4 * Math.PI)];
  });
  return stroke(points, colour, 56);
}
