import { Worker } from 'node:worker_threads';
import { MINUTE_MS } from '../../../src/core/time';
import { IatiChecker } from '../../../src/modules/open-data/iati/iati-checker';

const today = '2026-11-24';

test('a thread that does not answer for a minute is ended, and the next check starts another one', async () => {
  const checker = new IatiChecker();
  const post = jest.spyOn(Worker.prototype, 'postMessage').mockReturnValueOnce();
  jest.useFakeTimers();
  const silent = expect(checker.check('iati-activities', [], today)).rejects.toThrow('has ended');
  jest.advanceTimersByTime(MINUTE_MS);
  await silent;
  jest.useRealTimers();
  post.mockRestore();

  expect(await checker.check('iati-activities', [], today)).toEqual([]);
  await checker.close();
});
