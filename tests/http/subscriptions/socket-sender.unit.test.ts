import type { WebSocket } from 'ws';
import { SocketSender, UnreadBytes } from '../../../src/http/subscriptions/socket-sender';

/** A connection whose messages leave when the test says so. Until then, `unreadBytes` are buffered. */
function connection(unread = new UnreadBytes(), unreadBytes = 0) {
  const sent: ((error?: Error) => void)[] = [];
  const closed: (() => void)[] = [];
  const socket = {
    OPEN: 1,
    CLOSED: 3,
    readyState: 1,
    bufferedAmount: 0,
    once: (_event: 'close', listener: () => void) => closed.push(listener),
    terminate: jest.fn(() => {
      socket.readyState = 3;
      for (const listener of closed) listener();
    }),
    send: (_text: string, done: (error?: Error) => void) => {
      socket.bufferedAmount += unreadBytes;
      sent.push((error) => {
        socket.bufferedAmount -= unreadBytes;
        done(error);
      });
    },
  };
  return { socket, sent, sender: new SocketSender(socket as unknown as WebSocket, unread) };
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

test('disconnects clients that do not read when 64 megabytes wait for all of them, and no others', () => {
  const unread = new UnreadBytes();
  const isCut = (unreadBytes: number): boolean => {
    const { socket, sender } = connection(unread, unreadBytes);
    void sender.send('1');
    return socket.terminate.mock.calls.length > 0;
  };
  const [first, second, ...others] = Array.from({ length: 64 }, () => connection(unread, 2 ** 20));
  for (const { sender } of [first!, second!, ...others]) void sender.send('1');
  expect(isCut(1)).toBe(false);

  expect([isCut(32_768), isCut(32_769), isCut(2 ** 20)]).toEqual([false, true, true]);
  first!.sent[0]!();
  second!.socket.terminate();
  expect([isCut(2 ** 20), unread.total]).toEqual([false, 63 * 2 ** 20 + 32_769]);
});
