import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a measured process has used since its start. */
export interface Usage {
  /** User and system time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  readonly statements: number;
  /** Its memory now. */
  readonly residentBytes: number;
}

/** A server in a separate process that reports its usage. */
export interface MeasuredProcess {
  /** Its address, such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
}

/**
 * Starts a script that calls `reportToParent`.
 *
 * @throws Error when the script ends before it listens; its messages are on standard error
 */
export async function startMeasuredProcess(script: string, ...args: string[]): Promise<MeasuredProcess> {
  const child = fork(script, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const origin = (await nextMessage(child)) as string;
  return {
    origin,
    usage: () => {
      child.send('usage');
      return nextMessage(child) as Promise<Usage>;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

/**
 * Called in the measured process: reports its address, responds to usage requests, and closes when the parent
 * disconnects.
 */
export function reportToParent(origin: string, statements: () => number, close: () => Promise<void>): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const residentBytes = process.memoryUsage.rss();
    process.send!({ cpuMs: (user + system) / 1000, statements: statements(), residentBytes } satisfies Usage);
  });
  process.on('disconnect', () => void close().finally(() => process.exit()));
  process.send!(origin);
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const onExit = (code: number | null): void => {
    ended.abort(new Error(`${child.spawnfile} ended with ${code ?? 'a signal'}`));
  };
  child.once('exit', onExit);
  try {
    const [message] = (await once(child, 'message', { signal: ended.signal })) as [unknown];
    return message;
  } finally {
    child.off('exit', onExit);
  }
}
