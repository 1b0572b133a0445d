/** A stream of numbers that its two arguments alone decide. */
export type Random = () => number;

/** What can be drawn: undefined could not be told from a missing element. */
type Choice = object | string | number;

/**
 * The mulberry32 generator (public domain, Tommy Ettinger), one independent stream per (seed, index).
 * Numbers are at least 0 and below 1. Its state passes through murmur3's finaliser first: mulberry32 only counts up
 * by a constant, so neighbouring indexes would otherwise walk through each other's numbers.
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

/** A whole number from `low` to `high`, both included. */
export function integer(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/** @throws RangeError when the list is empty. */
export function pick<T extends Choice>(random: Random, list: readonly T[]): T {
  return at(list, Math.floor(random() * list.length));
}

/** `count` different elements, or all of them when there are fewer, in random order. */
export function pickSome<T extends Choice>(random: Random, list: readonly T[], count: number): T[] {
  const pool = [...list];
  const wanted = Math.min(count, pool.length);
  for (let i = 0; i < wanted; i += 1) {
    const j = integer(random, i, pool.length - 1);
    const chosen = at(pool, j);
    pool[j] = at(pool, i);
    pool[i] = chosen;
  }
  pool.length = wanted;
  return pool;
}

/** A choice among values of unequal weight; the weights need not add up to anything. */
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

/** Weights that fall as 1/rank: the first few values take most of the draws, as in real vocabularies. */
export function ranked<T extends Choice>(values: readonly T[]): (random: Random) => T {
  return weighted(values.map((value, rank) => [value, 1 / (rank + 1)] as const));
}

function at<T extends Choice>(list: readonly T[], index: number): T {
  const value = list.at(index);
  if (value === undefined) throw new RangeError('cannot choose from an empty list');
  return value;
}
