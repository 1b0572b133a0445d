/** Returns the next number of a stream. Numbers are at least 0 and below 1. */
export type Random = () => number;

/** A value that can be drawn. It is never undefined, which means that a list has no such element. */
type Choice = object | string | number;

/**
 * Creates a stream of the mulberry32 generator (public domain, Tommy Ettinger). Seed and index determine the stream, and
 * different indexes have independent streams. The start state passes through murmur3's finaliser. mulberry32 increases
 * its state by a constant, so streams with neighbouring states would repeat each other's numbers.
 */
export function createRandom(seed: number, index: number): Random {
  let state = mix(mix(seed | 0) ^ Math.imul(index + 1, 0x9e3779b1));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function mix(value: number): number {
  let h = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** An integer from `low` to `high`, both included. */
export function integer(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/** @throws RangeError when the list is empty */
export function pick<T extends Choice>(random: Random, list: readonly T[]): T {
  return at(list, Math.floor(random() * list.length));
}

/** `count` different elements in random order; all elements if there are fewer. */
export function pickSome<T extends Choice>(random: Random, list: readonly T[], count: number): T[] {
  const pool = [...list];
  const size = Math.min(count, pool.length);
  for (let i = 0; i < size; i += 1) {
    const j = integer(random, i, pool.length - 1);
    const chosen = at(pool, j);
    pool[j] = at(pool, i);
    pool[i] = chosen;
  }
  pool.length = size;
  return pool;
}

/** Returns a function that draws a value with a probability in proportion to its weight. The sum of weights is arbitrary. */
export function weighted<T extends Choice>(
  entries: readonly (readonly [value: T, weight: number])[],
): (random: Random) => T {
  const values = entries.map(([value]) => value);
  let total = 0;
  const bounds = entries.map(([, weight]) => (total += weight));
  return (random) => {
    const target = random() * total;
    return at(
      values,
      bounds.findIndex((bound) => target < bound),
    );
  };
}

/** Like `weighted`, with the weights 1/rank: a few values are drawn most of the time, as in real data. */
export function ranked<T extends Choice>(values: readonly T[]): (random: Random) => T {
  return weighted(values.map((value, rank) => [value, 1 / (rank + 1)] as const));
}

function at<T extends Choice>(list: readonly T[], index: number): T {
  const value = list.at(index);
  if (value === undefined) throw new RangeError('list must not be empty');
  return value;
}
