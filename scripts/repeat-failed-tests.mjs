// Runs the test files that have failed once more, one after another, and fails if one fails again. Beside others on a busy
// machine, a test can take longer than it may. The output names the files, because each of them deserves a look.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** More failures than this are not left to chance. */
const MAX_REPEATED = 5;

const results = process.argv[2];
if (results === undefined) throw new Error('Give the file that `jest --json --outputFile` has written');

const { testResults } = JSON.parse(readFileSync(results, 'utf8'));
const failed = [...new Set(testResults.filter(({ status }) => status === 'failed').map(({ name }) => name))];
console.log(`\n${failed.length} test files have failed:\n${failed.join('\n')}\n`);

if (failed.length === 0 || failed.length > MAX_REPEATED) process.exitCode = 1;
else {
  const { status } = spawnSync('npx', ['jest', '--runInBand', '--runTestsByPath', ...failed], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
  if (status === 0) console.log(`\nPassed only when they ran alone:\n${failed.join('\n')}\n`);
}
