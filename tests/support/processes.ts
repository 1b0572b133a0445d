import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a process printed, and how it ended. */
export interface EndedProcess {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface TestProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<EndedProcess>;
  /** What the pattern found in the standard output; fails when the process ends without printing that. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface ProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Where it runs; not the repository, whose `.env` would count. */
  readonly cwd?: string;
  /** A limit on the size of the files that it writes, in 512-byte blocks. */
  readonly fileBlocks?: number;
  readonly uid?: number;
}

const dist = path.resolve(__dirname, '../../dist/src');
const running = new Set<TestProcess>();

/** Starts the built server, as `npm start` does, on a free port. */
export function startServer({ env, ...options }: ProcessOptions = {}): TestProcess {
  return startNode([path.join(dist, 'main.js')], { ...options, env: { PORT: '0', ...env } });
}

/** Starts a command of the built command line, as `npm run cli` does. */
export function startCommand(args: readonly string[], options: ProcessOptions): TestProcess {
  return startNode([path.join(dist, 'cli/main.js'), ...args], options);
}

/**
 * Runs statements in a process of its own, with the built modules: `open()` gives the Database. `start()` waits there
 * until `proceed` is called here, so that what follows runs in several processes at once.
 */
export function startDatabaseScript(databaseUrl: string, script: string): TestProcess {
  return startNode(
    [
      '-e',
      `require('reflect-metadata');
      const { once } = require('node:events');
      const { parseDatabaseUrl } = require('./database/database-url.js');
      const { Database } = require('./database/database.js');
      const { entities } = require('./modules/entities.js');
      const start = async () => { console.log('waiting'); await once(process.stdin, 'data'); process.stdin.pause(); };
      const open = () => Database.open(parseDatabaseUrl(${JSON.stringify(databaseUrl)}), entities);
      (async () => { ${script} })();`,
    ],
    { cwd: dist },
  );
}

/** Lets processes that wait in `start()` go on together. */
export async function proceed(processes: readonly TestProcess[]): Promise<void> {
  await Promise.all(processes.map((process) => process.prints(/waiting/)));
  for (const { child } of processes) child.stdin?.end('go');
}

function startNode(
  args: readonly string[],
  { env = {}, cwd = tmpdir(), fileBlocks, uid }: ProcessOptions,
): TestProcess {
  // `exec`, so that signals reach the process itself.
  const limit = fileBlocks === undefined ? '' : `ulimit -f ${fileBlocks} && `;
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$@"`, 'sh', process.execPath, ...args], {
    // Nothing of the test run's own environment decides how it runs. The demonstration's passwords would take a second.
    env: { PATH: process.env.PATH, BCRYPT_COST: '4', ...env },
    stdio: 'pipe',
    cwd,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<EndedProcess>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(started);
      resolve({ code, signal, output, errors });
    });
  });
  const started: TestProcess = {
    child,
    ended,
    prints: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = pattern.exec(output);
          if (found !== null) resolve(found);
        };
        look();
        child.stdout.on('data', look);
        void ended.then((end) => reject(new Error(`It ended without printing ${pattern}: ${JSON.stringify(end)}`)));
      }),
  };
  running.add(started);
  return started;
}

/** For `afterEach`: a test that failed halfway leaves no process behind. */
export async function killProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(({ child, ended }) => {
      child.kill('SIGKILL');
      return ended;
    }),
  );
}
