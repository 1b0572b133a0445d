import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort, findUnprivilegedAccount } from './postgres-cluster';

/** Debian's package `pgbouncer`. */
const PGBOUNCER = process.env.PGBOUNCER ?? '/usr/sbin/pgbouncer';

export const isPgBouncerAvailable = existsSync(PGBOUNCER);

export const pgBouncerComplaint = `PgBouncer is NOT covered: there is no ${PGBOUNCER} (package pgbouncer).`;

export interface PgBouncer {
  /** The port on 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts PgBouncer in transaction mode before the server on this port, with few connections to it, so that transactions
 * of one client move between them.
 *
 * @param maxPreparedStatements 0: it does not follow prepared statements, like every release before 1.21
 */
export async function startPgBouncer(serverPort: number, maxPreparedStatements: number): Promise<PgBouncer> {
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-pgbouncer-'));
  const account = findUnprivilegedAccount();
  if (account) chownSync(directory, account.uid, account.gid);
  const port = await findFreePort();
  const settings = `
[databases]
* = host=127.0.0.1 port=${serverPort} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
max_prepared_statements = ${maxPreparedStatements}
`;
  const file = path.join(directory, 'pgbouncer.ini');
  writeFileSync(file, settings, { mode: 0o644 });
  const child = spawn(PGBOUNCER, [file], { ...account, cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('process up')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`PgBouncer did not start:\n${log}`));
    });
  });
  return {
    port,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
