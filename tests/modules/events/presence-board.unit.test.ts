import { PresenceBoard } from '../../../src/modules/events/presence/presence-board';

const account = { accountId: 1, since: '2026-01-01T00:00:00.000Z' };

test('reports on an item are sent one after another, each with the latest state', async () => {
  const sent: number[] = [];
  const arrivals: (() => void)[] = [];
  const board = new PresenceBoard((message) => {
    sent.push((JSON.parse(message) as { present: unknown[] }).present.length);
    return new Promise((resolve) => arrivals.push(resolve));
  });

  board.enter('item', account).leave();
  board.enter('item', account);
  expect(sent).toEqual([1]);

  arrivals[0]!();
  await Promise.resolve();
  expect(sent).toEqual([1, 1]);
});

test('other instances hear of every account, however often another one has the item open', async () => {
  let last = '';
  const board = new PresenceBoard(async (message) => {
    last = message;
  });
  for (let visit = 0; visit < 60; visit++) board.enter('item', account);
  const second = { accountId: 2, since: '2026-01-02T00:00:00.000Z' };
  board.enter('item', second);
  await new Promise(setImmediate);

  expect((JSON.parse(last) as { present: unknown[] }).present).toEqual([account, second]);
});

test.each(['no JSON', '{}', '[]', 'null'])('the message %s is ignored', (message) => {
  const board = new PresenceBoard(async () => undefined);

  expect(() => {
    board.receive(message);
  }).not.toThrow();
});
