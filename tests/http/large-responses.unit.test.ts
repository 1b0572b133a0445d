import { bytesOf } from '../../src/http/text-bytes';
import { startTestServer, type TestServer } from '../support/test-server';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
});
afterAll(() => server.close());

/** 4.6 MB: the sectors, 100 times. */
const sectors = `{ ${Array.from({ length: 100 }, (_, n) => `a${n}: codelist(name: "Sector") { code name vocabularyUri }`).join(' ')} }`;

/** Sends an operation. Returns the response, and how often other work of the process had a turn before it was complete. */
async function send(query: string, cookie: string): Promise<{ text: string; turns: number }> {
  let [turns, isComplete] = [0, false];
  const count = (): void => {
    turns += 1;
    if (!isComplete) setImmediate(count);
  };
  const sent = fetch(`${server.address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ query }),
  });
  count();
  const text = await (await sent).text();
  isComplete = true;
  return { text, turns };
}

test.each([
  ['no cache may keep', 'session=none'],
  ['the cache keeps', ''],
])('a large response that %s is written in turns with other work, as JSON.stringify would', async (_name, cookie) => {
  await send('{ __typename }', cookie);

  const { text, turns } = await send(sectors, cookie);

  expect(text.length).toBeGreaterThan(4_000_000);
  expect(`${JSON.stringify(JSON.parse(text))}\n`).toBe(text);
  expect(Object.keys(JSON.parse(text))).toEqual(['data']);
  expect(turns).toBeGreaterThan(40);
});

test.each(['a', 'é', '漢', '🌍', 'a🌍'])('a long text of %s has the bytes of UTF-8', async (letters) => {
  for (const offset of ['', ' ', '  ']) {
    const text = offset + letters.repeat(300_000);

    expect((await bytesOf(text)).equals(Buffer.from(text))).toBe(true);
  }
});
