import { Rotation } from './rotation';

/*
 * Everything but some statements runs in the one thread of the event loop. Work that would hold it for long is divided into
 * steps, and the event loop turns between them: requests that have arrived meanwhile are read, and small ones are served
 * (docs/adr/0024-turns-and-deadlines.md).
 */

/** How long a step waits at most while connections are accepted, in milliseconds. Accepting one takes about 0.1 ms. */
const MAX_WAIT_MS = 50;

/** How long a step waits at most for small statements, in milliseconds. Most operations need no more for all of theirs. */
const MAX_WAIT_FOR_STATEMENTS_MS = 20;

/** After a step has waited for MAX_WAIT_MS, no step waits until this time of `performance.now`. */
let waitsAgainAt = 0;

/** For each database with statements under way, a function that returns true while small ones are among them. */
const smallStatements = new Set<() => boolean>();

/** Small statements come before the next step until this time of `performance.now`. */
let statementsUntil = -Infinity;

/** The number of connections that servers of this process have accepted. */
let accepted = 0;

/** The steps that wait. */
const waiting = new Rotation<() => void>();

/**
 * Waits for a turn of the event loop in which the caller may take a step of some milliseconds. No other step that has waited runs in it.
 *
 * @param owner any value: owners are served in rotation (`Rotation`)
 */
export function takeTurn(owner: unknown): Promise<void> {
  return new Promise((resolve) => {
    const isFirst = waiting.isEmpty;
    waiting.add(owner, resolve);
    if (isFirst) scheduleNext();
  });
}

function serveNext(): void {
  const resolve = waiting.take();
  const areOthersWaiting = !waiting.isEmpty;
  const begin = performance.now();
  setImmediate(() => {
    const now = performance.now();
    statementsUntil = now + Math.min(now - begin, MAX_WAIT_FOR_STATEMENTS_MS);
    // The wait begins after the step: its time would count as a part of the longest wait.
    if (areOthersWaiting) scheduleNext();
  });
  resolve();
}

function scheduleNext(): void {
  inQuietTurn(() => {
    // A timer, because turns without a pause would take the processor from the database.
    if (isTurnOfStatements()) setTimeout(scheduleNext, 1);
    else serveNext();
  });
}

/** After each step, small statements have as much time as it took, if they need it, up to a maximum. */
function isTurnOfStatements(): boolean {
  return performance.now() < statementsUntil && hasSmallStatements();
}

function hasSmallStatements(): boolean {
  for (const areUnderWay of smallStatements) if (areUnderWay()) return true;
  return false;
}

/**
 * Lets steps wait for small statements. Call the returned function when no statement is under way any more.
 *
 * @param areUnderWay returns true while a statement waits or runs elsewhere whose operation has used little time so far
 */
export function letStepsWaitFor(areUnderWay: () => boolean): () => void {
  smallStatements.add(areUnderWay);
  return () => {
    smallStatements.delete(areUnderWay);
  };
}

/** Counts a connection. Servers call it when they have accepted one. */
export function countConnection(): void {
  accepted += 1;
}

/**
 * Calls back at the end of a turn of the event loop in which no connection was accepted, or after 50 ms. libuv accepts one connection in
 * each turn: if each turn had a long step, the last of 20 clients that connect at once would wait for 20 of them. Against clients that
 * connect all the time, steps have at least half of the time.
 */
export function inQuietTurn(call: () => void, deadline = performance.now() + MAX_WAIT_MS): void {
  const before = accepted;
  setImmediate(() => {
    const now = performance.now();
    if (now >= waitsAgainAt && accepted > before) {
      if (now < deadline) {
        inQuietTurn(call, deadline);
        return;
      }
      waitsAgainAt = now + MAX_WAIT_MS;
    }
    call();
  });
}

/** Calls back when everything that is resolved so far has continued. */
export function afterPromises(call: () => void): void {
  void Promise.resolve().then(() => {
    process.nextTick(call);
  });
}
