import { EventQueue } from '../../../src/modules/events/event-queue';

test('a reader takes up to 10,000 waiting events in their order, and fails if there are more', async () => {
  const queue = new EventQueue<number>();
  const events = queue.take(new AbortController().signal);
  for (let event = 0; event < 10_000; event++) queue.push(event);

  for (let event = 0; event < 5_000; event++) expect((await events.next()).value).toBe(event);
  for (let event = 10_000; event < 15_000; event++) queue.push(event);
  expect((await events.next()).value).toBe(5_000);

  for (let event = 15_000; event < 15_002; event++) queue.push(event);
  await expect(events.next()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
});

test('a reader that waits ends when its signal aborts', async () => {
  const queue = new EventQueue<number>();
  const left = new AbortController();
  const events = queue.take(left.signal);

  const next = events.next();
  left.abort();

  expect(await next).toEqual({ done: true, value: undefined });
});

test('a queue of which half is taken is crowded, but not for more than a minute in a row', async () => {
  const now = jest.spyOn(performance, 'now').mockReturnValue(0);
  const queue = new EventQueue<number>();
  const events = queue.take(new AbortController().signal);
  for (let event = 0; event < 4_999; event++) queue.push(event);
  expect(queue.isCrowded).toBe(false);
  queue.push(4_999);
  expect(queue.isCrowded).toBe(true);
  await events.next();
  expect(queue.isCrowded).toBe(false);

  queue.push(5_000);
  now.mockReturnValue(59_999);
  expect(queue.isCrowded).toBe(true);
  now.mockReturnValue(60_000);
  expect(queue.isCrowded).toBe(false);

  for (let event = 1; event <= 5_000; event++) await events.next();
  for (let event = 0; event < 5_000; event++) queue.push(event);
  expect(queue.isCrowded).toBe(true);
});
