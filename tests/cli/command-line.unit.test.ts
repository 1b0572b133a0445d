import { existsSync, readFileSync } from 'node:fs';
import { runCommandLine } from '../../src/cli/command-line';
import { StorageUnavailableError } from '../../src/errors';
import { runCommand } from '../support/command-in-process';
import { startCommand } from '../support/processes';

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

test('its help says what the groups of commands do, and shows no default that leaves an option out', async () => {
  const { output } = await run(['--help']);
  const groups = [...output.matchAll(/^ {2}(account|documents|search|trash) +(\S+)/gm)];
  const { output: ofSeed } = await run(['seed', '--help']);

  expect(groups.map(([, name, verb]) => [name, verb])).toEqual([
    ['account', 'Creates,'],
    ['documents', 'Encrypts'],
    ['search', 'Rebuilds'],
    ['trash', 'Permanently'],
  ]);
  expect(ofSeed.match(/default: .*?\)/g)).toEqual(['default: 0)']);
});

const testWithFullDisk = existsSync('/dev/full') ? test : () => {};

testWithFullDisk('output to a full disk ends with one line with the reason, and exit code 69', async () => {
  expect(await startCommand(['schema'], { outputFile: '/dev/full' }).ended).toEqual({
    code: 69,
    signal: null,
    output: '',
    errors: 'Standard output cannot be written: ENOSPC: no space left on device, write\n',
  });
});

test('a file store that does not answer is one line with the reason, and exit code 69', async () => {
  const errors = jest.spyOn(console, 'error').mockImplementation(() => undefined);

  await runCommandLine(['start'], async () => {
    throw new StorageUnavailableError(new Error('connect ECONNREFUSED 127.0.0.1:9000'));
  });

  expect(errors.mock.calls).toEqual([['The file store has failed: connect ECONNREFUSED 127.0.0.1:9000']]);
  expect(process.exitCode).toBe(69);
  process.exitCode = undefined;
  errors.mockRestore();
});
