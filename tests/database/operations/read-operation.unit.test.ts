import { ReadOperation } from '../../../src/database/operations/read-operation';
import { OperationTimeoutError } from '../../../src/errors';

test('a statement that begins after the deadline is stopped by a timer that Node.js does not warn of', async () => {
  const operation = new ReadOperation();
  operation.begin(-1);
  const timers = jest.spyOn(global, 'setTimeout');

  const error = await new Promise((resolve) => operation.onStop(resolve));

  expect(error).toBeInstanceOf(OperationTimeoutError);
  expect(timers.mock.calls.map(([, milliseconds]) => milliseconds)).toEqual([0]);
});
