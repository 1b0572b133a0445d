import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { markdownRenderer } from '../../../src/core/markdown/markdown-renderer';

afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  await markdownRenderer.stop();
});

test('ends a worker that does not load in time, so that it does not keep the process running', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const terminate = jest.spyOn(Worker.prototype, 'terminate');
  const rendering = expect(markdownRenderer.render('Too long to be rendered at once. '.repeat(10))).rejects.toThrow(
    'did not answer in time',
  );
  await nextTurn();

  jest.advanceTimersByTime(30_000);
  jest.useRealTimers();
  await rendering;

  expect(terminate).toHaveBeenCalledTimes(1);
});
