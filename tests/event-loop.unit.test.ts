import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { noteConnection, takeTurn } from '../src/event-loop';

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

test('clients that connect at once wait for one long step, not for one each', async () => {
  let [steps, isOver] = [0, false];
  const stepsAtConnections: number[] = [];
  const server = createServer((socket) => {
    noteConnection();
    stepsAtConnections.push(steps);
    socket.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const clients = Array.from({ length: 20 }, () => once(connect(port, '127.0.0.1').resume(), 'close'));
  const work = (async () => {
    while (!isOver) {
      await takeTurn('someone');
      steps += 1;
    }
  })();
  await Promise.all(clients);
  isOver = true;
  await work;
  server.close();

  expect(stepsAtConnections).toHaveLength(20);
  expect(stepsAtConnections.at(-1)! - stepsAtConnections[0]!).toBeLessThanOrEqual(3);
});
