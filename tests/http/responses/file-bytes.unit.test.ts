import { Readable } from 'node:stream';
import { bytesOfFile } from '../../../src/http/responses/file-bytes';

test('serves other requests while a file is written', async () => {
  function* write(): Generator<string> {
    for (let line = 0; line < 20; line += 1) {
      const end = performance.now() + 3;
      while (performance.now() < end);
      yield `${line}\n`;
    }
  }
  let turns = 0;
  const countTurns = setInterval(() => (turns += 1), 1);

  const bytes = await bytesOfFile(Readable.from(write(), { objectMode: false }), 'file');
  clearInterval(countTurns);

  expect(bytes.toString()).toBe(`${[...Array(20).keys()].join('\n')}\n`);
  expect(turns).toBeGreaterThanOrEqual(5);
});
