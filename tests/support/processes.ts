import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The output of a process, and how it ended. */
export interface EndedProcess {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface TestProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<EndedProcess>;
  /** Waits for the pattern in standard output and returns the match. Throws when the process ends without it. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface ProcessOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** The working directory: not the repository, whose `.env` would apply. */
  readonly cwd?: string;
  /** The maximum size of a file that the process writes, in 512-byte blocks. */
  readonly fileBlocks?: number;
  /** The maximum number of files and sockets that the process may have open. */
  readonly openFiles?: number;
  readonly uid?: number;
  /** The file that standard output goes to; absent: it is read here. */
  readonly outputFile?: string;
}

const dist = path.resolve(__dirname, '../../dist/src');
const running = new Set<TestProcess>();

/** Starts the built server like `npm start`, on a free port, and without the site, whose bundle is a tenth of a start. */
export function startServer({ env, ...options }: ProcessOptions = {}): TestProcess {
  return startNode([path.join(dist, 'main.js')], { ...options, env: { PORT: '0', SITE: 'off', ...env } });
}

/** Starts a command of the built command line like `npm run cli`. */
export function startCommand(args: readonly string[], options: ProcessOptions): TestProcess {
  return startNode([path.join(dist, 'entente.js'), ...args], options);
}

/**
 * Runs code with the built modules in a separate process. `open()` opens the database. `start()` waits until `proceed`
 * is called here, so that several processes continue at the same time.
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

/** Lets processes that wait in `start()` continue together. */
export async function proceed(processes: readonly TestProcess[]): Promise<void> {
  await Promise.all(processes.map((process) => process.prints(/waiting/)));
  for (const { child } of processes) child.stdin?.end('go');
}

function startNode(
  args: readonly string[],
  { env = {}, cwd = tmpdir(), fileBlocks, openFiles, uid, outputFile }: ProcessOptions,
): TestProcess {
  // With `exec`, signals reach the process itself.
  const limits = { f: fileBlocks, n: openFiles };
  const limit = Object.entries(limits).map(([name, value]) =>
    value === undefined ? '' : `ulimit -${name} ${value} && `,
  );
  const redirection = outputFile === undefined ? '' : ` > ${outputFile}`;
  const child = spawn('/bin/sh', ['-c', `${limit.join('')}exec "$@"${redirection}`, 'sh', process.execPath, ...args], {
    // The environment of the test run has no effect. The default cost would add a second for the demonstration's
    // passwords.
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
          if (found === null) return;
          child.stdout.off('data', look);
          resolve(found);
        };
        child.stdout.on('data', look);
        look();
        void ended.then((end) => reject(new Error(`It ended without printing ${pattern}: ${JSON.stringify(end)}`)));
      }),
  };
  running.add(started);
  return started;
}

/** For `afterEach`: a failed test leaves no process behind. */
export async function killProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(({ child, ended }) => {
      child.kill('SIGKILL');
      return ended;
    }),
  );
}
