import { createRandom as createStream } from '../../src/seeds/random';

/** A random generator whose values depend on the seed only. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** An integer from 0 (inclusive) to the bound (exclusive). */
  below(bound: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  shuffle<T>(from: readonly T[]): T[];
}

/**
 * The seeds of a random comparison on the database of the Jest project: the odd or the even ones up to the given number.
 * Both databases together draw all of them.
 */
export function seedsUpTo(count: number): number[] {
  const first = __DATABASE__ === 'sqlite' ? 1 : 2;
  return Array.from({ length: Math.ceil(count / 2) }, (_, index) => first + 2 * index);
}

/**
 * Every second entry of a list of cases, others on SQLite than on PostgreSQL: both databases together try all of them. This is for rules
 * that the same code enforces on both.
 */
export function halfOf<T>(cases: readonly T[]): T[] {
  const first = __DATABASE__ === 'sqlite' ? 0 : 1;
  return cases.filter((_, place) => place % 2 === first);
}

export function createRandom(seed: number): Random {
  const next = createStream(seed, 0);
  const below = (bound: number): number => Math.floor(next() * bound);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (from) => from[below(from.length)]!,
    shuffle: (from) =>
      from
        .map((value) => ({ value, at: next() }))
        .sort((a, b) => a.at - b.at)
        .map(({ value }) => value),
  };
}
