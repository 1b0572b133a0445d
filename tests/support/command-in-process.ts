import { tmpdir } from 'node:os';
import { Readable, Writable } from 'node:stream';
import { format } from 'node:util';
import { runCommandLine } from '../../src/cli/command-line';
import type { EndedProcess } from './processes';

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Standard input. Default: empty. */
  readonly input?: string;
  readonly cwd?: string;
}

/** Thrown instead of ending the process. */
class Exit extends Error {}

/** Commands run one at a time: each replaces the environment, the streams and the working directory of the process. */
let latest: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of the command line in the process of the test, which takes a tenth of the time that a process of its
 * own takes. What it returns is the same.
 *
 * @param args as in `startCommand`
 */
export function runCommand(args: readonly string[], options: CommandOptions): Promise<EndedProcess> {
  const ended = latest.then(() => run(args, options));
  latest = ended.catch(() => undefined);
  return ended;
}

async function run(
  args: readonly string[],
  { env, input = '', cwd = tmpdir() }: CommandOptions,
): Promise<EndedProcess> {
  const written = { output: '', errors: '' };
  let code: number | null = null;
  const write = (stream: keyof typeof written, text: string): void => {
    if (code === null) written[stream] += text;
  };
  const streamFor = (stream: keyof typeof written): Writable =>
    new Writable({
      write: (chunk, _encoding, done) => {
        write(stream, String(chunk));
        done();
      },
    });
  const restore = [
    replace(process, 'env', { PATH: process.env.PATH, BCRYPT_COST: '4', NODE_ENV: 'production', ...env }),
    replace(process, 'exit', (value?: number) => {
      code ??= value ?? 0;
      throw new Exit();
    }),
    replace(process, 'stdin', Readable.from([input])),
    replace(process, 'stdout', streamFor('output')),
    replace(process, 'stderr', streamFor('errors')),
    replace(console, 'log', (...texts: unknown[]) => {
      write('output', `${format(...texts)}\n`);
    }),
    replace(console, 'error', (...texts: unknown[]) => {
      write('errors', `${format(...texts)}\n`);
    }),
  ];
  const before = process.cwd();
  process.chdir(cwd);
  try {
    await runCommandLine(args, () => Promise.reject(new Error('The server is started with startServer')));
    code ??= Number(process.exitCode ?? 0);
  } finally {
    process.chdir(before);
    for (const undo of restore.reverse()) undo();
    // The exit code would be that of the test run.
    process.exitCode = undefined;
  }
  return { code, signal: null, ...written };
}

/** Gives a property another value. Returns a function that undoes this. */
function replace(object: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(object, key);
    else Object.defineProperty(object, key, before);
  };
}
