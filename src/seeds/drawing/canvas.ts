import type { Colour, IndexedPixels } from './png';

const TRANSPARENT: Colour = [0, 0, 0, 0];

/** Edges are smooth in this many steps between two colours. Few steps keep the palette small. */
const EDGE_STEPS = 4;

/** An area of the canvas in pixels. The end is not part of it. */
interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Pixels to paint on with few colours and smooth edges. It starts transparent. */
export class Canvas implements IndexedPixels {
  readonly pixels: Uint8Array;
  readonly palette: Colour[] = [];
  private readonly indexes = new Map<string, number>();
  /** The results of painting a colour over another with some coverage. */
  private readonly mixtures = new Map<number, number>();

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Uint8Array(width * height);
    this.indexOf(TRANSPARENT);
  }

  /**
   * Paints a shape.
   *
   * @param hex the colour, such as `#336699`
   * @param distance how far a point is outside the shape in pixels; negative inside
   * @param area the part of the canvas that contains the shape
   */
  paint(hex: string, distance: (x: number, y: number) => number, area: Partial<Area> = {}): void {
    const colour = this.indexOf(parseColour(hex));
    const left = Math.max(0, Math.floor(area.left ?? 0));
    const right = Math.min(this.width, Math.ceil(area.right ?? this.width));
    const bottom = Math.min(this.height, Math.ceil(area.bottom ?? this.height));
    for (let y = Math.max(0, Math.floor(area.top ?? 0)); y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) this.cover(x, y, colour, 0.5 - distance(x + 0.5, y + 0.5));
    }
  }

  /** Paints everything below a line. `level`: the distance of the line from the top at a column, in pixels. */
  paintBelow(hex: string, level: (x: number) => number): void {
    const colour = this.indexOf(parseColour(hex));
    const levels = Array.from({ length: this.width }, (_, x) => Math.max(0, level(x)));
    // From this row on, all columns are below the line.
    const full = Math.min(this.height, Math.floor(Math.max(...levels)) + 1);
    for (const [x, from] of levels.entries()) {
      const first = Math.floor(from);
      this.cover(x, first, colour, first + 1 - from);
      for (let y = first + 1; y < full; y += 1) this.pixels[y * this.width + x] = colour;
    }
    this.pixels.fill(colour, full * this.width);
  }

  /** A copy of this size in which each pixel has the colour of the middle of its part. */
  shrunkTo(width: number, height: number): Canvas {
    const small = new Canvas(width, height);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const row = Math.floor(((y + 0.5) * this.height) / height);
        const column = Math.floor(((x + 0.5) * this.width) / width);
        small.pixels[y * width + x] = small.indexOf(this.palette[this.pixels[row * this.width + column]!]!);
      }
    }
    return small;
  }

  private cover(x: number, y: number, colour: number, coverage: number): void {
    const steps = Math.round(coverage * EDGE_STEPS);
    if (steps <= 0 || y >= this.height) return;
    const at = y * this.width + x;
    this.pixels[at] = steps >= EDGE_STEPS ? colour : this.mixture(this.pixels[at]!, colour, steps);
  }

  private mixture(below: number, above: number, steps: number): number {
    const key = (below * 256 + above) * EDGE_STEPS + steps;
    const known = this.mixtures.get(key);
    if (known !== undefined) return known;
    const mixed = this.indexOf(mix(this.palette[below]!, this.palette[above]!, steps / EDGE_STEPS));
    this.mixtures.set(key, mixed);
    return mixed;
  }

  /** @throws RangeError if the palette is full */
  private indexOf(colour: Colour): number {
    const key = colour.join();
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    if (this.palette.length === 256) throw new RangeError('A canvas has at most 256 colours');
    this.indexes.set(key, this.palette.length);
    return this.palette.push(colour) - 1;
  }
}

/** The distance of a point from the origin. `Math.hypot`, which also computes it for huge numbers, takes ten times as long. */
export function distanceOf(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** The colour between two, such as `#336699`. `part`: how much of the second, from 0 to 1. */
export function between(first: string, second: string, part: number): string {
  const [red, green, blue] = mix(parseColour(first), parseColour(second), part);
  return `#${Buffer.from([red, green, blue]).toString('hex')}`;
}

function mix(below: Colour, above: Colour, part: number): Colour {
  const alpha = below[3] * (1 - part) + above[3] * part;
  // A transparent colour adds nothing to the mixture.
  const share = alpha === 0 ? 0 : (above[3] * part) / alpha;
  const channel = (index: 0 | 1 | 2): number => Math.round(below[index] * (1 - share) + above[index] * share);
  return [channel(0), channel(1), channel(2), Math.round(alpha)];
}

function parseColour(hex: string): Colour {
  const [red, green, blue] = Buffer.from(hex.slice(1), 'hex');
  return [red!, green!, blue!, 255];
}
