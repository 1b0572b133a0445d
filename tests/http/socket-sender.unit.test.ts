import type { WebSocket } from 'ws';
import { SocketSender } from '../../src/http/socket-sender';

/** A connection whose messages leave when the test says so. */
function connection() {
  const sent: ((error?: Error) => void)[] = [];
  const socket = {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    terminate: jest.fn(() => {
      socket.readyState = 3;
    }),
    send: (_text: string, done: (error?: Error) => void) => sent.push(done),
  };
  return { socket, sent, sender: new SocketSender(socket as unknown as WebSocket) };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('disconnects a client that takes nothing for ten seconds, but not one that takes messages slowly', async () => {
  const { socket, sent, sender } = connection();
  const first = sender.send('1');
  void sender.send('2');
  jest.advanceTimersByTime(9_000);
  sent[0]!();
  await first;
  jest.advanceTimersByTime(9_000);
  expect(socket.terminate).not.toHaveBeenCalled();

  jest.advanceTimersByTime(1_000);
  expect(socket.terminate).toHaveBeenCalledTimes(1);
});

test('lets a client rest for which nothing waits', async () => {
  const { socket, sent, sender } = connection();
  const message = sender.send('1');
  sent[0]!();
  await message;

  jest.advanceTimersByTime(60_000);
  expect(socket.terminate).not.toHaveBeenCalled();
});

test('disconnects a client for which a megabyte waits', async () => {
  const { socket, sent, sender } = connection();
  socket.bufferedAmount = 1_048_577;

  await sender.send('1');

  expect([socket.terminate.mock.calls.length, sent.length]).toEqual([1, 0]);
});

test('reports no error when the client has gone', async () => {
  const { sent, sender } = connection();
  const message = sender.send('1');

  sent[0]!(new Error('write EPIPE'));

  await expect(message).resolves.toBeUndefined();
});
