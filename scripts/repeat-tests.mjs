// Runs `npm test` many times in a row, and stops at the first failure: `npm run test:repeat -- 20`. With --busy, another
// process keeps one processor busy meanwhile. A test that fails here is a defect, of the test or of the code.
import { spawn, spawnSync } from 'node:child_process';

const [times = '20', ...options] = process.argv.slice(2);
const busy = options.includes('--busy') ? spawn(process.execPath, ['-e', 'for (;;);']) : null;

for (let run = 1; run <= Number(times) && !process.exitCode; run++) {
  const start = Date.now();
  const { status } = spawnSync('npm', ['test'], { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = status ?? 1;
  console.log(
    `Run ${run} of ${times}: ${status === 0 ? 'passed' : 'failed'} after ${Math.round((Date.now() - start) / 1000)} s`,
  );
}
busy?.kill();
