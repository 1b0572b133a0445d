import { takeTurn } from '../src/event-loop';

test('each step has a turn of its own, and those who wait are served in rotation', async () => {
  let [turn, isOver] = [0, false];
  const count = (): void => {
    turn += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const served: [who: string, turn: number][] = [];
  const steps = ['a', 'a', 'a', 'b', 'c', 'c'].map(async (who) => {
    await takeTurn(who);
    served.push([who, turn]);
  });

  await Promise.all(steps);
  isOver = true;

  expect(served.map(([who]) => who)).toEqual(['a', 'b', 'c', 'a', 'c', 'a']);
  expect(new Set(served.map(([, at]) => at)).size).toBe(6);
});
