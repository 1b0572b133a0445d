import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { MS_PER_TICK, readStat } from './process-stat';

/** What `npm run build` has built, in a process of its own. */
export interface BuiltServer {
  /** Its address, such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** User and system time of all its threads so far, in milliseconds. Null on other systems than Linux. */
  cpuMs(): number | null;
  /** Its memory now. Null on other systems than Linux. */
  residentBytes(): number | null;
  stop(): Promise<void>;
}

/** Linux has pages of this size on x86-64 and, by default, on ARM. */
const PAGE_BYTES = 4096;

/**
 * Starts the server in this directory, where its data is, and waits until it is ready.
 *
 * @throws Error when it ends before; its messages are on standard error
 */
export async function startBuiltServer(
  databaseUrl: string,
  directory: string,
  more: NodeJS.ProcessEnv = {},
): Promise<BuiltServer> {
  const child = spawn(process.execPath, [path.resolve('dist/src/main.js')], {
    cwd: directory,
    env: { DATABASE_URL: databaseUrl, PORT: '0', DEMO_DATA: 'false', LOG_LEVEL: 'warn', ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid!;
  const isLinux = process.platform === 'linux';
  const kill = (): void => void child.kill();
  // The server must not outlive this process, however it ends.
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await exited;
  };
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const [ready] = /\S+\/health\/ready/.exec(line) ?? [];
      if (ready === undefined) continue;
      while (!(await fetch(ready)).ok) await delay(2);
      child.stdout.resume();
      return {
        origin: new URL(ready).origin,
        cpuMs: () => (isLinux ? readStat(pid)!.own * MS_PER_TICK : null),
        residentBytes: () =>
          isLinux ? Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES : null,
        stop,
      };
    }
    throw new Error('The server has ended before it was ready');
  } catch (error) {
    await stop();
    throw error;
  }
}
