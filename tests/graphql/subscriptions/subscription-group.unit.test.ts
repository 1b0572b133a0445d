import type { ExecutionResult } from 'graphql';
import { TooManyRequestsError } from '../../../src/errors';
import { type PositionedResult, SubscriptionGroup } from '../../../src/graphql/subscriptions/subscription-group';
import { SubscriptionLimits } from '../../../src/graphql/subscriptions/subscription-limits';

const ignored = { onJoin: () => undefined, onEmpty: () => undefined, evaluationCost: 0, charge: () => null };

const payer = { kind: 'address', key: 'address 192.0.2.1' } as const;

const resultOf = (position: number): ExecutionResult => ({ data: { position } });

/** A source that gives the results of these events, and then ends or throws. */
async function* source(positions: readonly number[], error?: Error, characters = 0): AsyncGenerator<PositionedResult> {
  for (const position of positions) yield { position, result: resultOf(position), characters };
  if (error !== undefined) throw error;
}

async function collect(results: AsyncIterable<ExecutionResult>): Promise<unknown[]> {
  const positions: unknown[] = [];
  for await (const { data } of results) positions.push(data?.['position']);
  return positions;
}

test('members receive the same results in order, and none of events from before they joined', async () => {
  let empty = 0;
  const group = new SubscriptionGroup({ ...ignored, onEmpty: () => (empty += 1) });
  const left = jest.fn();
  const [early, late] = [group.join(0, payer, left), group.join(2, payer, left)];

  await group.run(source([1, 2, 3, 4]));

  expect(await Promise.all([collect(early), collect(late)])).toEqual([
    [1, 2, 3, 4],
    [3, 4],
  ]);
  await early.return();
  expect([empty, left.mock.calls.length]).toEqual([1, 2]);
});

test.each([
  [1, 1_000, 0],
  [10, 100, 0],
  [1, 50, 100_000],
])('%i groups of %i members receive results of %i characters in several turns', async (number, members, characters) => {
  const groups = Array.from({ length: number }, () => new SubscriptionGroup(ignored));
  const received = groups.flatMap((group) =>
    Array.from({ length: members }, () => collect(group.join(0, payer, () => undefined))),
  );
  let [turns, isOver] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);

  await Promise.all(groups.map((group) => group.run(source([1], undefined, characters))));
  isOver = true;

  expect(await Promise.all(received)).toEqual(Array(number * members).fill([1]));
  expect(turns).toBeGreaterThanOrEqual(4);
});

test.each([undefined, new Error('The session has ended')])(
  'a member that leaves does not receive what waits for it: a result and the end by %s',
  async (error) => {
    const group = new SubscriptionGroup(ignored);
    const leaving = group.join(0, payer, () => undefined);
    await group.run(source([1], error));

    await leaving.return();

    expect(await leaving.next()).toEqual({ done: true, value: undefined });
  },
);

test('a member that leaves receives nothing more, and the others do', async () => {
  const group = new SubscriptionGroup(ignored);
  const [leaving, staying] = [group.join(0, payer, () => undefined), group.join(0, payer, () => undefined)];
  await leaving.return();

  await group.run(source([1, 2]));

  expect(await Promise.all([collect(leaving), collect(staying)])).toEqual([[], [1, 2]]);
});

test('an error ends the subscriptions of all members, after the results before it', async () => {
  const group = new SubscriptionGroup(ignored);
  const members = [group.join(0, payer, () => undefined), group.join(0, payer, () => undefined)];

  await group.run(source([1], new Error('The session has ended')));

  for (const member of members) {
    expect(await member.next()).toEqual({ done: false, value: resultOf(1) });
    await expect(member.next()).rejects.toThrow('The session has ended');
    expect(await member.next()).toEqual({ done: true, value: undefined });
  }
});

test('a member for whom a thousand results wait is ended with an error', async () => {
  const group = new SubscriptionGroup(ignored);
  const [slow, other] = [group.join(0, payer, () => undefined), group.join(1_000, payer, () => undefined)];

  await group.run(source(Array.from({ length: 1_500 }, (_, index) => index + 1)));

  await expect(collect(slow)).rejects.toThrow(TooManyRequestsError);
  expect(await collect(other)).toHaveLength(500);
});

test('a member for whom a million characters wait is ended with an error', async () => {
  const group = new SubscriptionGroup(ignored);
  const slow = group.join(0, payer, () => undefined);

  await group.run(
    source(
      Array.from({ length: 12 }, (_, index) => index + 1),
      undefined,
      100_000,
    ),
  );

  for (let position = 1; position <= 10; position += 1) {
    expect(await slow.next()).toEqual({ done: false, value: resultOf(position) });
  }
  await expect(slow.next()).rejects.toThrow(TooManyRequestsError);
});

test('the evaluation of an event is charged to each payer once, and each result that is sent; members of one that cannot pay end', async () => {
  const poor = { kind: 'address', key: 'address 192.0.2.2' } as const;
  const left = new Map([
    [payer.key, 10_000],
    [poor.key, 2_400],
  ] as [string, number][]);
  const charge = ({ key }: { readonly key: string }, cost: number): Error | null => {
    if (cost > left.get(key)!) return new TooManyRequestsError('Too little is left', 1);
    left.set(key, left.get(key)! - cost);
    return null;
  };
  const group = new SubscriptionGroup({ ...ignored, evaluationCost: 1_000, charge });
  const [one, two] = [group.join(0, payer, () => undefined), group.join(0, payer, () => undefined)];
  const ended = [group.join(0, poor, () => undefined), group.join(0, poor, () => undefined)];

  await group.run(source([1, 2, 3], undefined, 99_999));

  expect(await Promise.all([collect(one), collect(two)])).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
  for (const member of ended) {
    expect(await member.next()).toEqual({ done: false, value: resultOf(1) });
    await expect(member.next()).rejects.toThrow('Too little is left');
  }
  // 1,000 for each event, 25 for each result, and 0.004 for each of its characters, in whole points.
  expect([...left.values()]).toEqual([10_000 - 3 * (1_000 + 2 * 425), 2_400 - (1_000 + 2 * 425)]);
});

test('an instance has at most 20,000 subscriptions, and accepts others when some have ended', () => {
  const limits = new SubscriptionLimits(1);
  const leave = Array.from({ length: 20_000 }, (_, index) =>
    limits.enter(`address ${index >> 5}`, `group ${index % 7}`, 0),
  );

  expect(() => limits.enter('another', 'group', 0)).toThrow(TooManyRequestsError);
  leave[0]!();
  expect(() => limits.enter('another', 'group', 0)).not.toThrow();
});

test('the different subscriptions of one owner together have a maximum cost, and equal ones count once', () => {
  const limits = new SubscriptionLimits(100);
  const leave = limits.enter('address', 'large', 90);
  limits.enter('address', 'large', 90);
  limits.enter('another', 'large', 90);

  expect(() => limits.enter('address', 'other', 11)).toThrow(TooManyRequestsError);
  limits.enter('address', 'small', 10);
  leave();
  expect(() => limits.enter('address', 'other', 11)).toThrow(TooManyRequestsError);
});
