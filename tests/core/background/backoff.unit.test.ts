import { Backoff } from '../../../src/core/background/backoff';
import { later } from '../../../src/core/time';

const start = '2026-01-01T00:00:00.000Z';

test('waits a second after the first failure, twice as long after each further one, and at most five minutes', () => {
  const backoff = new Backoff();
  let now = start;
  const waits = Array.from({ length: 12 }, () => {
    backoff.fail(1, now);
    let waitMs = 0;
    while (backoff.waiting(later(now, waitMs)).includes(1)) waitMs += 1_000;
    now = later(now, waitMs);
    return waitMs / 1_000;
  });

  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
});

test('counts the failures of each id on its own', () => {
  const backoff = new Backoff();
  backoff.fail(1, start);
  backoff.fail(2, later(start, 500));

  expect(backoff.waiting(later(start, 700))).toEqual([1, 2]);
  expect(backoff.waiting(later(start, 1_200))).toEqual([2]);
  expect(backoff.waiting(later(start, 1_500))).toEqual([]);
});

test('starts again at one second after an id has not failed for a long time', () => {
  const backoff = new Backoff();
  for (const seconds of [0, 10, 20]) backoff.fail(1, later(start, seconds * 1_000));
  const muchLater = later(start, 3_600_000);
  backoff.fail(2, muchLater);
  backoff.fail(1, muchLater);

  expect(backoff.waiting(later(muchLater, 999))).toEqual([2, 1]);
  expect(backoff.waiting(later(muchLater, 1_000))).toEqual([]);
});
