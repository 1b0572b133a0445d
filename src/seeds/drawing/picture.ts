/** A drawing as an SVG, with its size in pixels. */
export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export function picture(width: number, height: number, shapes: readonly string[]): Picture {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join('')}</svg>`;
  return { svg, width, height };
}

export function disc(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${rounded(x)}" cy="${rounded(y)}" r="${rounded(radius)}" fill="${fill}"/>`;
}

/** A line through points, with round ends. */
export function stroke(points: readonly (readonly [x: number, y: number])[], colour: string, width: number): string {
  return (
    `<path d="${pathThrough(points)}" fill="none" stroke="${colour}" stroke-width="${rounded(width)}" ` +
    'stroke-linecap="round" stroke-linejoin="round"/>'
  );
}

/** Everything below a line through points, which lead from the left to the right edge. */
export function below(points: readonly (readonly [x: number, y: number])[], height: number, fill: string): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  return `<path d="${pathThrough(points)}L${last[0]} ${height}L${first[0]} ${height}Z" fill="${fill}"/>`;
}

function pathThrough(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${rounded(x)} ${rounded(y)}`).join('');
}

function rounded(length: number): number {
  return Math.round(length * 10) / 10;
}

/** A colour between two, such as `#336699`. `part`: how much of the second, from 0 to 1. */
export function between(first: string, second: string, part: number): string {
  const [from, to] = [Buffer.from(first.slice(1), 'hex'), Buffer.from(second.slice(1), 'hex')];
  const mixed = from.map((channel, index) => Math.round(channel * (1 - part) + to[index]! * part));
  return `#${Buffer.from(mixed).toString('hex')}`;
}
