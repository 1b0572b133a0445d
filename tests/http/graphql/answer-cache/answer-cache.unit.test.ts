import { DAY_MS } from '../../../../src/core/time';
import { AnswerCache, type AnswerCacheOptions } from '../../../../src/http/graphql/answer-cache/answer-cache';
import type { AnswerRecording } from '../../../../src/http/graphql/answer-cache/answer-recording';
import { until } from '../../../support/subscriber';

const answer = { status: 200, contentType: 'application/json', body: '{}', operation: null };

function createCache(options: Partial<AnswerCacheOptions> = {}): AnswerCache {
  return new AnswerCache({
    revisions: { current: () => new Map() },
    tablesOf: () => new Set(),
    refreshReads: () => undefined,
    clock: () => new Date(0),
    maxBytes: 1_000_000,
    ...options,
  });
}

test('when the client whose answer others wait for has left, one of them computes it and the others wait', async () => {
  const cache = createCache();
  let cancel!: () => void;
  const cancelled = new Promise<void>((resolve) => (cancel = resolve));
  const leaving = async (recording: AnswerRecording | null) => {
    await cancelled;
    recording!.onLife('never');
    await new Promise(setImmediate);
    return { ...answer, status: 503 };
  };
  let computed = 0;
  const staying = async (recording: AnswerRecording | null) => {
    computed += 1;
    await new Promise(setImmediate);
    recording?.onLife('revision');
    return answer;
  };

  const first = cache.compute('key', leaving, () => true);
  const others = Array.from({ length: 10 }, () => cache.compute('key', staying, () => false));
  cancel();

  expect(await first).toMatchObject({ status: 503 });
  await Promise.all(others);
  expect(computed).toBe(1);
});

test.each<[string, () => AnswerCache, (recording: AnswerRecording) => Promise<typeof answer>]>([
  ['fails', createCache, () => Promise.reject(new Error('No database'))],
  [
    'is too large to be kept',
    createCache,
    async (recording) => {
      recording.onLife('revision');
      return { ...answer, body: 'x'.repeat(40_000) };
    },
  ],
  [
    'turns out not to be cacheable',
    () => createCache({ tablesOf: () => null }),
    async (recording) => {
      recording.onStatement('SELECT 1');
      await new Promise(setImmediate);
      return answer;
    },
  ],
])('requests that wait for an answer that %s are computed together', async (_what, create, computeFirst) => {
  const cache = create();
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let computing = 0;
  const compute = async () => {
    computing += 1;
    await ended;
    return answer;
  };

  const first = cache
    .compute(
      'key',
      (recording) => computeFirst(recording!),
      () => false,
    )
    .catch(() => 'failed');
  const others = Array.from({ length: 4 }, () => cache.compute('key', compute, () => false));
  await first;
  await new Promise(setImmediate);
  const together = computing;
  end();
  await Promise.all(others);

  expect(together).toBe(4);
});

test.each<[string, (recording: AnswerRecording) => void]>([
  ['is known not to be cacheable', (recording) => recording.onLife('never')],
  ['has read a table whose changes are not tracked', (recording) => recording.onStatement('SELECT 1')],
])('an equal request does not wait for the rest of a computation that %s', async (_what, report) => {
  const cache = createCache({ tablesOf: () => null });
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const first = cache.compute(
    'key',
    async (recording) => {
      report(recording!);
      await ended;
      return answer;
    },
    () => false,
  );
  let isAnswered = false;
  const other = cache
    .compute(
      'key',
      async () => answer,
      () => false,
    )
    .then(() => (isAnswered = true));
  await new Promise(setImmediate);
  const wasAnswered = isAnswered;
  end();
  await Promise.all([first, other]);

  expect(wasAnswered).toBe(true);
});

test('a request waits for two equal ones whose clients leave, and for no third one', async () => {
  const cache = createCache();
  const leave: (() => void)[] = [];
  const leaving = async (recording: AnswerRecording | null) => {
    recording?.onStatement('SELECT 1');
    await new Promise<void>((resolve) => leave.push(resolve));
    return { ...answer, status: 503 };
  };
  const left = Array.from({ length: 3 }, () => cache.compute('key', leaving, () => true));
  const staying = cache.compute(
    'key',
    async () => answer,
    () => false,
  );
  for (const time of [1, 2]) {
    await until(() => leave.length === time);
    leave[time - 1]!();
  }

  expect(await staying).toBe(answer);
  await until(() => leave.length === 3);
  leave[2]!();
  await Promise.all(left);
});

test('a request waits for an equal one that runs, and not for one that waits for its turn', async () => {
  const cache = createCache();
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const compute = (body: string, runs: boolean) => async (recording: AnswerRecording | null) => {
    if (runs) recording?.onStatement('SELECT 1');
    await ended;
    recording?.onLife('revision');
    return { ...answer, body };
  };
  const quick = async () => ({ ...answer, body: 'quick' });

  const leaders = [
    cache.compute('a', compute('a', false), () => false),
    cache.compute('b', compute('b', true), () => false),
  ];
  // The follower of the one that runs is the first whose time would be over.
  const followers = [cache.compute('b', quick, () => false), cache.compute('a', quick, () => false)];

  expect(await followers[1]).toMatchObject({ body: 'quick' });
  end();
  expect(await followers[0]).toBe(await leaders[1]);
});

test('of requests that wait for an equal one without a turn, one is computed, and the others wait for it', async () => {
  const cache = createCache();
  const ends: (() => void)[] = [];
  let computed = 0;
  const compute = async (recording: AnswerRecording | null) => {
    computed += 1;
    const isFirst = computed === 1;
    if (!isFirst) recording?.onStatement('SELECT 1');
    await new Promise<void>((resolve) => ends.push(resolve));
    recording?.onLife('revision');
    return isFirst ? { ...answer, status: 503 } : answer;
  };
  const ask = () => cache.compute('key', compute, () => false);

  const [first, ...others] = Array.from({ length: 10 }, ask);
  await until(() => ends.length === 2);
  ends[0]!();
  await first;
  others.push(ask());
  ends[1]!();
  await Promise.all(others);

  expect(computed).toBe(2);
});

test('an entry counts for two bytes for each character of its key', async () => {
  const keep = async (letter: string): Promise<number> => {
    const cache = createCache();
    for (let number = 1; number <= 20; number += 1) {
      const compute = async (recording: AnswerRecording | null) => {
        recording!.onLife('revision');
        return answer;
      };
      await cache.compute(`${number}${letter.repeat(25_000)}`, compute, () => false);
    }
    return cache.size;
  };

  // Of 1,000,000 bytes.
  expect(await keep('я')).toBe(19);
});

test('a request that found no answer uses one that was kept before it is computed', async () => {
  const cache = createCache();
  let computed = 0;
  const compute = async (recording: AnswerRecording | null) => {
    computed += 1;
    recording?.onLife('revision');
    return answer;
  };

  expect(cache.find('key')).toBeNull();
  const first = await cache.compute('key', compute, () => false);

  expect(await cache.compute('key', compute, () => false)).toBe(first);
  expect(computed).toBe(1);
});

test('an answer that was computed before the cache was cleared is not kept', async () => {
  const cache = createCache();
  const compute = async (recording: AnswerRecording | null) => {
    recording!.onLife('revision');
    cache.clear();
    return answer;
  };

  await cache.compute('key', compute, () => false);

  expect(cache.size).toBe(0);
});

test('while the database does not tell its revision, answers are computed, and none that was kept is used', async () => {
  let isThere = true;
  const current = () => (isThere ? new Map() : Promise.reject(new Error('No database')));
  const cache = createCache({ revisions: { current } });
  const compute = async (recording: AnswerRecording | null) => {
    recording!.onLife('revision');
    isThere = false;
    return answer;
  };
  const kept = await cache.compute(
    'kept',
    async (recording) => (recording!.onLife('revision'), answer),
    () => false,
  );

  expect(await cache.compute('other', compute, () => false)).toBe(answer);
  expect(await cache.find('kept')).toBeNull();
  isThere = true;
  expect(cache.find('kept')).toBe(kept);
});

test.each([
  ['has another status than 200', { ...answer, status: 503 }],
  ['takes more than a sixteenth of the cache', { ...answer, body: 'x'.repeat(40_000) }],
])('an answer that %s is not kept', async (_what, computed) => {
  const cache = createCache();
  const compute = async (recording: AnswerRecording | null) => {
    recording!.onLife('revision');
    return computed;
  };

  await cache.compute('key', compute, () => false);

  expect(cache.size).toBe(0);
});

test('an answer that is computed when the day ends is not kept', async () => {
  let now = 0;
  const cache = createCache({ clock: () => new Date(now) });
  const compute = async (recording: AnswerRecording | null) => {
    recording!.onLife('day');
    now += DAY_MS;
    return answer;
  };

  await cache.compute('key', compute, () => false);

  expect(cache.size).toBe(0);
});

test.each([
  ['is not kept if a table that it was read from', 'read', 0],
  ['is kept if another table', 'other', 1],
])('an answer %s changes while it is computed', async (_what, changed, kept) => {
  const revisions = new Map([
    ['read', 1],
    ['other', 1],
  ]);
  const cache = createCache({
    revisions: { current: () => new Map(revisions) },
    tablesOf: (table) => new Set([table]),
  });
  const compute = async (recording: AnswerRecording | null) => {
    recording!.onStatement('read');
    recording!.onLife('revision');
    revisions.set(changed, 2);
    return answer;
  };

  await cache.compute('key', compute, () => false);

  expect(cache.size).toBe(kept);
});

test('an answer from a table whose changes are not tracked is not kept, and equal requests do not wait for it', async () => {
  const cache = createCache({ tablesOf: () => null });
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const compute = async (recording: AnswerRecording | null) => {
    recording!.onStatement('SELECT 1');
    await ended;
    recording!.onLife('revision');
    return answer;
  };

  const first = cache.compute('key', compute, () => false);
  const second = await cache.compute(
    'key',
    async () => ({ ...answer, body: 'second' }),
    () => false,
  );
  end();
  await first;

  expect(second).toMatchObject({ body: 'second' });
  expect(cache.size).toBe(0);
});

test('an answer is read after its revision: later reads see everything that was committed before', async () => {
  const order: string[] = [];
  const cache = createCache({
    revisions: { current: () => (order.push('revision'), new Map()) },
    refreshReads: () => void order.push('refresh'),
  });
  const compute = async (recording: AnswerRecording | null) => {
    order.push('read');
    recording!.onLife('revision');
    return answer;
  };

  await cache.compute('key', compute, () => false);

  expect(order).toEqual(['revision', 'refresh', 'read', 'revision']);
});

test('a text is kept as bytes if it has other characters than ASCII, or is so long that it is sent in pieces', async () => {
  const cache = createCache();
  const bodyOf = async (body: string) => {
    const compute = async (recording: AnswerRecording | null) => {
      recording!.onLife('revision');
      return { ...answer, body };
    };
    return (await cache.compute(body, compute, () => false)).body;
  };

  expect(await bodyOf('"name"')).toBe('"name"');
  expect(await bodyOf('"имя"')).toEqual(Buffer.from('"имя"'));
  expect(await bodyOf('x'.repeat(65_536))).toEqual(expect.any(String));
  expect(await bodyOf('x'.repeat(65_537))).toBeInstanceOf(Buffer);
});
