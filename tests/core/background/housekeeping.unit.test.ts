import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { PeriodicJobs, type PeriodicJob } from '../../../src/core/background/housekeeping';

const everyMs = 20;
const logged: { chore: string; msg: string }[] = [];
const logger = pino({}, { write: (line: string) => logged.push(JSON.parse(line)) });

let running: PeriodicJobs | null = null;

beforeEach(() => {
  logged.length = 0;
});

afterEach(() => running?.stop());

function keep(chores: readonly PeriodicJob[]): PeriodicJobs {
  running = new PeriodicJobs(chores, everyMs, logger);
  return running;
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 500 && !holds(); attempt++) await setTimeout(10);
  expect(holds()).toBe(true);
}

test('does every chore before it has started, in order, and again and again from then on', async () => {
  const done: string[] = [];
  const chore = (name: string): PeriodicJob => [
    name,
    async () => {
      await setTimeout(1);
      done.push(name);
    },
  ];
  await keep([chore('one'), chore('two')]).start();
  expect(done).toEqual(['one', 'two']);
  await until(() => done.length >= 6);
  expect(done.slice(0, 6)).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
});

test('logs a chore that fails, does the others, and tries again', async () => {
  let tries = 0;
  let others = 0;
  const failing = async (): Promise<void> => {
    tries++;
    throw new Error('The database is away.');
  };
  await keep([
    ['failing', failing],
    [
      'other',
      async () => {
        others++;
      },
    ],
  ]).start();
  expect([tries, others]).toEqual([1, 1]);
  expect(logged).toEqual([expect.objectContaining({ chore: 'failing', msg: 'housekeeping failed' })]);
  await until(() => tries > 1 && others > 1);
});

test('does not let a round that takes long be overtaken', async () => {
  let atOnce = 0;
  let most = 0;
  let rounds = 0;
  const slow = async (): Promise<void> => {
    most = Math.max(most, ++atOnce);
    await setTimeout(everyMs * 3);
    atOnce--;
    rounds++;
  };
  await keep([['slow', slow]]).start();
  await until(() => rounds >= 3);
  expect(most).toBe(1);
});

test('lets the round that goes on end when it stops, and does none after', async () => {
  let begun = 0;
  let ended = 0;
  const slow = async (): Promise<void> => {
    begun++;
    await setTimeout(everyMs);
    ended++;
  };
  const housekeeping = keep([['slow', slow]]);
  await housekeeping.start();
  await until(() => begun > ended);

  await housekeeping.stop();

  expect(ended).toBe(begun);
  await setTimeout(everyMs * 4);
  expect(begun).toBe(ended);
});
