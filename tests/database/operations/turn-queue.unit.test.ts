import { ReadOperation } from '../../../src/database/operations/read-operation';
import { TurnQueue } from '../../../src/database/operations/turn-queue';

test('the operation with the earliest deadline gets its part again after it was the last one to wait', async () => {
  const queue = new TurnQueue();
  const [large, small] = [new ReadOperation(), new ReadOperation()];
  large.begin(1_000);
  small.begin(2_000);
  const order: string[] = [];
  const waitAs = (name: string, operation: ReadOperation): void => {
    void queue.wait(operation).then(() => order.push(name));
  };
  waitAs('large', large);
  queue.charge(small, 8);
  queue.next();
  queue.charge(large, 100);
  waitAs('large', large);
  waitAs('small', small);
  queue.charge(small, 8);
  // The last one ends the wait of the other: nothing waits until its deadline.
  queue.next();
  queue.next();
  await Promise.resolve();

  expect(order).toEqual(['large', 'large', 'small']);
});
