import { readFileSync } from 'node:fs';
import { runCommand } from '../support/command-in-process';

const run = (args: readonly string[]) => runCommand(args, { env: {} });

test.each([
  [[]],
  [['no-such-command']],
  [['start', '--no-such-option']],
  [['doctor', '--no-such-option']],
  [['account', 'create']],
  [['audit', 'verify', '--head', 'short']],
  [['import', 'activities']],
  [['schema', 'surplus']],
])('exits with 2 after the invalid arguments %j', async (args) => {
  expect(await run(args)).toMatchObject({ code: 2, output: '', errors: expect.stringMatching(/^(?:error|Usage): /) });
});

test('prints its version', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

  expect(await run(['--version'])).toEqual({ code: 0, signal: null, output: `${version}\n`, errors: '' });
});

test('prints its help', async () => {
  expect(await run(['account', '--help'])).toMatchObject({
    code: 0,
    output: expect.stringContaining('create [options]'),
    errors: '',
  });
});
