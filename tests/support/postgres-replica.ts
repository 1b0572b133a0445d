import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findPostgresBinaries } from './postgres-binaries.js';
import { findFreePort, findUnprivilegedAccount } from './postgres-cluster';

export interface PostgresReplica {
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** Ends the server as a crash would. */
  kill(): Promise<void>;
  /** Starts the server again. */
  restart(): Promise<void>;
  /** Ends the server and removes its directory. */
  stop(): Promise<void>;
}

/** Runs the server as long as standard input is open, whose lines start and kill it. */
const KEEPER = `
directory=$1 binaries=$2 primary=$3 settings=$4
export LC_ALL=C
trap '' PIPE
start() { "$binaries/pg_ctl" start -w -D data -l log </dev/null >/dev/null 2>>log && echo done || cat log >&2; }
kill_it() { "$binaries/pg_ctl" stop -w -D data -m immediate </dev/null >/dev/null 2>&1; }
"$binaries/pg_basebackup" -D data -d "$primary" --write-recovery-conf --checkpoint=fast --no-sync >>log 2>&1 </dev/null
printf '%s\\n' "$settings" >>data/postgresql.conf
start
while read -r command; do
  case $command in
    start) start ;;
    kill) kill_it; echo done ;;
  esac
done
kill_it
cd / && rm -rf "$directory"
`;

/** The directory of `pg_basebackup`; null when there is none. It stands beside the server's programs. */
export function findReplicaBinaries(): string | null {
  const binaries = findPostgresBinaries();
  if (binaries === null) return null;
  const directory = path.dirname(realpathSync(path.join(binaries, 'pg_ctl')));
  return existsSync(path.join(directory, 'pg_basebackup')) ? directory : null;
}

/** Starts a streaming replica of the cluster with this URL. */
export async function startPostgresReplica(binaries: string, primaryUrl: string): Promise<PostgresReplica> {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-replica-'));
  const account = findUnprivilegedAccount();
  if (account) chownSync(directory, account.uid, account.gid);
  const port = await findFreePort();
  const settings = `port = ${port}\nunix_socket_directories = '${directory}'\nhot_standby_feedback = on`;
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', directory, binaries, primaryUrl, settings], {
    ...account,
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory },
    detached: true,
    stdio: 'pipe',
  });
  const replies = createInterface({ input: keeper.stdout });
  const tell = async (command: string): Promise<void> => {
    const reply = once(replies, 'line');
    keeper.stdin.write(`${command}\n`);
    await reply;
  };
  await untilStarted(keeper, replies);
  return {
    port,
    kill: () => tell('kill'),
    restart: () => tell('start'),
    async stop() {
      const exited = once(keeper, 'exit');
      keeper.stdin.end();
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function untilStarted(keeper: ChildProcess, replies: ReturnType<typeof createInterface>): Promise<void> {
  let log = '';
  keeper.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
    if (log.includes('stopped waiting') || log.includes('could not')) keeper.stdin?.end();
  });
  const failed = once(keeper, 'exit').then(() => {
    throw new Error(`The replica did not start:\n${log}`);
  });
  failed.catch(() => undefined);
  await Promise.race([once(replies, 'line'), failed]);
}
