// Runs the checks of the code that are independent of each other, as many at a time as there are processors. Each prints
// its output when it has ended. Fails if one has failed.
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Those that take longest begin first. */
const waiting = ['lint', 'types', 'format:check', 'layers', 'dead-code'];

const run = (name) =>
  new Promise((resolve) => {
    execFile('npm', ['run', name], { maxBuffer: 2 ** 26 }, (error, output, errors) => {
      process.stdout.write(output + errors);
      if (error !== null) process.exitCode = 1;
      resolve();
    });
  });

async function runWaiting() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await run(name);
}

await Promise.all(Array.from({ length: availableParallelism() }, runWaiting));
