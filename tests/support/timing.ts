import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestServer } from './test-server';

/** Other programs on the machine can only make a measure slower. Therefore measures are repeated, and the best counts. */
const MAX_MEASURES = 3;

/** Measures until a measure is below the limit, at most three times. Returns the minimum. */
export async function fastestOf(limit: number, measure: () => Promise<number> | number): Promise<number> {
  let fastest = Infinity;
  for (let number = 0; number < MAX_MEASURES && !(fastest < limit); number++) {
    fastest = Math.min(fastest, await measure());
  }
  return fastest;
}

/** The milliseconds that `work` takes. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Runs cases in turn, and returns the minimum of each, in milliseconds. There are at least 9 rounds. More follow, up to
 * 100, until the largest minimum is less than `ratio` times the smallest.
 */
export async function minimumsOf(
  ratio: number,
  cases: readonly (() => Promise<unknown>)[],
  measure: (work: () => Promise<unknown>) => Promise<number> = timeOf,
): Promise<number[]> {
  const minimums = cases.map(() => Infinity);
  const areAlike = (): boolean => Math.max(...minimums) < ratio * Math.min(...minimums);
  for (let round = 0; round < 9 || (round < 100 && !areAlike()); round++) {
    for (const [number, work] of cases.entries()) minimums[number] = Math.min(minimums[number]!, await measure(work));
  }
  return minimums;
}

/** The milliseconds of processor time that all threads of this process take during `work`. Other programs hardly affect them. */
export async function processorMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  // Linux measures the sum. It estimates the parts, so that the one of the user is sometimes 0.
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * The processor time of this thread so far, in milliseconds. Other programs hardly affect it. Where the system does not
 * tell it, this is the wall-clock time.
 */
export function threadMs(): number {
  try {
    // The first number is the time on a processor in nanoseconds (proc-schedstat of the Linux kernel).
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ', 1)[0]) / 1_000_000;
  } catch {
    return performance.now();
  }
}

/**
 * Sends small requests one after the other while `work` goes on, with a pause after each. Returns for each how long this thread, which is the
 * server's, computes between the request and its response: milliseconds of processor time, in ascending order.
 */
export async function waitsDuring(
  server: TestServer,
  pauseMs: number,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const waits: number[] = [];
  const over = new AbortController();
  const reading = (async () => {
    while (!over.signal.aborted) {
      const start = threadMs();
      await server.data('{ __typename }');
      waits.push(threadMs() - start);
      await delay(pauseMs);
    }
  })();
  try {
    await work();
  } finally {
    over.abort();
    await reading;
  }
  return waits.sort((one, other) => one - other);
}

/** The value that this share of ascending values does not exceed: 0.5 for the median. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(Math.floor(ascending.length * share), ascending.length - 1)]!;
}

const OTHERS: FakeableAPI[] = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate'] as const),
];

/** What `jest.useFakeTimers` replaces beside timeouts. */
export const OTHER_THAN_TIMEOUTS: FakeableAPI[] = [...OTHERS, 'setInterval', 'clearInterval'];

/** What `jest.useFakeTimers` replaces beside intervals. */
export const OTHER_THAN_INTERVALS: FakeableAPI[] = [...OTHERS, 'setTimeout', 'clearTimeout'];
