import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface PostgresCluster {
  /** URL of the cluster's `postgres` database as its superuser. */
  readonly url: string;
  /** Stops the server and removes its directory. */
  stop(): Promise<void>;
}

/**
 * Runs one server exactly as long as standard input is open. The kernel closes that pipe however the test run ends,
 * including SIGINT and SIGKILL, so no run leaves a server or a directory behind.
 */
const KEEPER = `
directory=$1 binaries=$2 locale=$3 settings=$4 status=1
export LC_ALL=C
# The run may end before the server is ready: telling it so must not end the keeper.
trap '' PIPE
create() {
  rm -rf data
  "$binaries/initdb" -D data -U postgres --auth=trust --encoding=UTF8 --no-sync \\
    --locale="$locale" --lc-messages=C "$@" >>log 2>&1 </dev/null
}
# Linguistic order, as production databases have it, so that code which relies on byte order fails here.
# Servers before version 15, or built without ICU, take the operating system's locale.
if { create --locale-provider=icu --icu-locale=en-US || create; } &&
  printf '%s\\n' "$settings" >>data/postgresql.conf &&
  "$binaries/pg_ctl" start -w -D data -l log </dev/null >/dev/null 2>>log
then
  status=0
  echo ready
  cat >/dev/null
  "$binaries/pg_ctl" stop -w -D data -m immediate </dev/null >/dev/null 2>&1
else
  cat log >&2
fi
cd / && rm -rf "$directory"
exit $status
`;

const START_ATTEMPTS = 3;

/**
 * Starts a temporary PostgreSQL on 127.0.0.1 that trusts local connections and does not sync to disk.
 *
 * @param binaries the directory of `initdb` and `pg_ctl`
 * @param moreSettings lines of postgresql.conf
 * @throws Error with the server's log when it cannot start
 */
export async function startPostgresCluster(
  binaries: string,
  moreSettings: readonly string[] = [],
): Promise<PostgresCluster> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnPort(binaries, await findFreePort(), moreSettings);
    } catch (error) {
      // Another process may have taken the port since it was found.
      const portTaken = error instanceof Error && error.message.includes('Address already in use');
      if (!portTaken || attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startOnPort(binaries: string, port: number, moreSettings: readonly string[]): Promise<PostgresCluster> {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-postgres-'));
  const account = findUnprivilegedAccount();
  if (account) chownSync(directory, account.uid, account.gid);

  const settings = [
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    `unix_socket_directories = '${directory}'`,
    'max_connections = 200',
    'fsync = off',
    'synchronous_commit = off',
    'full_page_writes = off',
    ...moreSettings,
  ].join('\n');
  const keeper = spawn('/bin/sh', ['-c', KEEPER, 'keeper', directory, binaries, findLocale(), settings], {
    ...account,
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory },
    // A separate process group: Ctrl-C in the terminal must not end the keeper before it has cleaned up.
    detached: true,
    stdio: 'pipe',
  });
  // The keeper must not keep the test runner alive.
  keeper.unref();

  try {
    await untilReady(keeper);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      keeper.ref();
      const exited = once(keeper, 'exit');
      keeper.stdin.end();
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function untilReady(keeper: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    keeper.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    keeper.stdout?.once('data', () => {
      resolve();
    });
    keeper.once('error', reject);
    keeper.once('close', () => {
      reject(new Error(`The PostgreSQL for the tests did not start:\n${log}`));
    });
  });
}

/** An account without privileges, since PostgreSQL refuses to run as root. Null when this process is not root. */
export function findUnprivilegedAccount(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    try {
      return { uid: numericId('-u', name), gid: numericId('-g', name) };
    } catch {
      // No such account on this machine: try the next.
    }
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither an account "postgres" nor "nobody".');
}

function numericId(option: '-u' | '-g', account: string): number {
  return Number(execFileSync('id', [option, account], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** A UTF-8 locale of the operating system, preferably one of a language. */
function findLocale(): string {
  const installed = execFileSync('locale', ['-a'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
    '\n',
  );
  const preferences = [/^en_US\.utf-?8$/i, /^(?!C\.).+\.utf-?8$/i, /^C\.utf-?8$/i];
  return preferences.map((pattern) => installed.find((name) => pattern.test(name))).find(Boolean) ?? 'C';
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
