import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { type PeriodicJob, PeriodicJobs } from '../../../src/core/background/periodic-jobs';

const INTERVAL_MS = 20;
const logged: { job: string; msg: string }[] = [];
const logger = pino({}, { write: (line: string) => logged.push(JSON.parse(line)) });

let running: PeriodicJobs | null = null;

beforeEach(() => {
  logged.length = 0;
});

afterEach(() => running?.stop());

function create(jobs: readonly PeriodicJob[]): PeriodicJobs {
  running = new PeriodicJobs(jobs, { intervalMs: INTERVAL_MS, clock: () => new Date(), logger });
  return running;
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500 && !holds(); attempt++) await setTimeout(10);
  expect(holds()).toBe(true);
}

test('runs every job in order before start returns, and again at each interval', async () => {
  const done: string[] = [];
  const job = (name: string): PeriodicJob => [
    name,
    async () => {
      await setTimeout(1);
      done.push(name);
    },
  ];
  await create([job('one'), job('two')]).start();
  expect(done).toEqual(['one', 'two']);
  await until(() => done.length >= 6);
  expect(done.slice(0, 6)).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
});

test('logs a job that fails, runs the others, and retries it in the next round', async () => {
  let tries = 0;
  let others = 0;
  const failing = async (): Promise<void> => {
    tries++;
    throw new Error('The database is unreachable');
  };
  await create([
    ['failing', failing],
    [
      'other',
      async () => {
        others++;
      },
    ],
  ]).start();
  expect([tries, others]).toEqual([1, 1]);
  expect(logged).toEqual([expect.objectContaining({ job: 'failing', msg: 'periodic job failed' })]);
  await until(() => tries > 1 && others > 1);
});

test('waits an interval after each round, also after one that took several intervals', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const slow = async (): Promise<void> => {
    begun.push(performance.now());
    await setTimeout(INTERVAL_MS * 3);
    ended.push(performance.now());
  };
  await create([['slow', slow]]).start();
  await until(() => ended.length >= 3);
  // Timers are exact to a millisecond.
  for (const [round, end] of ended.slice(0, 2).entries()) {
    expect(begun[round + 1]! - end).toBeGreaterThanOrEqual(INTERVAL_MS - 1);
  }
});

test('waits for the job in progress when it stops, and starts no other', async () => {
  let begun = 0;
  let ended = 0;
  const slow = async (): Promise<void> => {
    begun++;
    await setTimeout(INTERVAL_MS);
    ended++;
  };
  const jobs = create([
    ['slow', slow],
    ['slow as well', slow],
  ]);
  void jobs.start();
  await until(() => begun > ended);

  await jobs.stop();

  expect([begun, ended]).toEqual([1, 1]);
  await setTimeout(INTERVAL_MS * 4);
  expect(begun).toBe(1);
});
