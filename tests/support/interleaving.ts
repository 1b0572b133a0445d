import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { TestServer } from './test-server';

/** Milliseconds after which a request has come to where it waits, if it waits for anything. */
const arrivesWithinMs = 300;

/**
 * Has a request come while a unit of work has written something and not yet committed it. On PostgreSQL what it checks it
 * does not see yet, and what it then writes waits for it; on SQLite it waits from the start.
 *
 * @param then what the unit of work does once the request has come
 */
export async function meetUncommitted<T>(
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
  const answer = request();
  await delay(arrivesWithinMs);
  steps.emit('arrived');
  await unit;
  return answer;
}
