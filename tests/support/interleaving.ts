import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { TestServer } from './test-server';

/** Milliseconds after which a request has reached the point where it waits, if it waits at all. */
const ARRIVAL_MS = 300;

/**
 * Runs a request while a unit of work has uncommitted writes. On PostgreSQL, the request's checks do not see these
 * writes yet, and its own writes wait for them. On SQLite, the request waits from the start.
 *
 * @param then what the unit of work does while the request waits
 */
export async function runDuringUncommittedWrites<T>(
  { app: { database } }: TestServer,
  work: (manager: EntityManager) => Promise<unknown>,
  request: () => Promise<T>,
  then?: (manager: EntityManager) => Promise<unknown>,
): Promise<T> {
  const steps = new EventEmitter();
  const unit = database.write(async (manager) => {
    await work(manager);
    const arrived = once(steps, 'arrived');
    steps.emit('written');
    await arrived;
    await then?.(manager);
  });
  await Promise.race([once(steps, 'written'), unit]);
  const result = request();
  await delay(ARRIVAL_MS);
  steps.emit('arrived');
  await unit;
  return result;
}
