// Runs the quick tests, unless the caller has just run all tests and says so by TESTS_HAVE_RUN=true.
import { spawnSync } from 'node:child_process';

if (process.env.TESTS_HAVE_RUN === 'true') {
  console.log('All tests have run before: the quick ones are not run again');
} else {
  const { status } = spawnSync('npm', ['run', 'test:quick'], { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status ?? 1;
}
