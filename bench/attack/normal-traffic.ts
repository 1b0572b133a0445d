import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Endpoint, send } from '../load';
import { operations } from '../operations';

/*
 * Requests of ordinary readers at a fixed rate, in a process of its own: pages of activities and lists that no cache
 * answers, and health checks. A request counts from the moment at which it is due.
 */

/** What the parent sends first. */
export interface TrafficStart {
  readonly origin: string;
  readonly slugs: readonly string[];
}

/** What the parent gets for each further message: the requests that have ended since the previous one. */
export interface TrafficReport {
  /** In milliseconds. */
  readonly latencies: readonly number[];
  readonly healthLatencies: readonly number[];
  /** Why requests have failed. */
  readonly failures: readonly string[];
}

const INTERVAL_MS = 20;
/** Every so many requests, there is a health check besides. */
const HEALTH_EVERY = 5;
/** A request that is due while so many are under way is left out. */
const MAX_UNDER_WAY = 64;

/** How long an idle connection stays open. */
const IDLE_MS = 3_000;

let underWay = 0;
const found = { latencies: [] as number[], healthLatencies: [] as number[], failures: [] as string[] };

async function run({ origin, slugs }: TrafficStart): Promise<void> {
  // The server closes a connection that has been idle for five seconds, perhaps at the moment at which a request is sent.
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_UNDER_WAY, timeout: IDLE_MS });
  const graphql: Endpoint = { url: `${origin}/graphql`, agent };
  const health: Endpoint = { url: `${origin}/health/live`, agent };
  const headers = { 'content-type': 'application/json', accept: 'application/json', 'entente-grants': '' };
  const begin = performance.now();
  for (let number = 0; ; number += 1) {
    const due = begin + number * INTERVAL_MS;
    await delay(Math.max(0, due - performance.now()));
    if (underWay >= MAX_UNDER_WAY) continue;
    const request =
      number % 2 === 0
        ? { query: operations['activity-page'], variables: { slug: slugs[number % slugs.length] } }
        : { query: operations['activity-list'] };
    note('latencies', due, send(graphql, { method: 'POST', headers }, JSON.stringify(request)));
    if (number % HEALTH_EVERY === 0) note('healthLatencies', due, send(health, {}));
  }
}

/** Notes how long a request takes, or that it has failed. */
function note(kind: 'latencies' | 'healthLatencies', due: number, sent: ReturnType<typeof send>): void {
  underWay += 1;
  void sent
    .then(({ status }) => {
      if (status !== 200) throw new Error(`The server answered ${status}`);
      found[kind].push(performance.now() - due);
    })
    .catch((error: unknown) => found.failures.push(String(error)))
    .finally(() => (underWay -= 1));
}

process.once('message', (start: TrafficStart) => {
  process.on('message', () => {
    process.send!(found satisfies TrafficReport);
    Object.assign(found, { latencies: [], healthLatencies: [], failures: [] });
  });
  void run(start);
});
process.on('disconnect', () => process.exit());
