import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { findPostgresBinaries } from '../../tests/support/postgres-binaries.js';
import { startPostgresCluster } from '../../tests/support/postgres-cluster';
import { MS_PER_TICK, readStat } from '../servers/process-stat';
import { type DatabaseHost, nameOf, seed } from './database-host';

/** Starts a PostgreSQL. Returns null when this machine has none. */
export async function openPostgresHost(): Promise<DatabaseHost | null> {
  const binaries = findPostgresBinaries();
  if (binaries === null) return null;
  const cluster = await startPostgresCluster(binaries);
  const admin = new Client(cluster.url);
  await admin.connect();
  const cpuMs = await cpuMsOfPostgres(admin);
  return {
    title: `PostgreSQL ${await version(admin)}`,
    create: async (activities, options = {}) => {
      const name = nameOf(activities, options);
      const url = cluster.url.replace(/postgres$/, name);
      await admin.query(`CREATE DATABASE ${name}`);
      const seeded = await seed(url, activities, options);
      await vacuum(url);
      return seeded;
    },
    cpuMs,
    remove: async () => {
      await admin.end();
      await cluster.stop();
    },
  };
}

/** The processor time of a server on this machine so far, in milliseconds. Null if the operating system does not report it. */
export async function cpuMsOfPostgres(client: Client): Promise<() => number | null> {
  const postmaster = await findPostmaster(client);
  return () => (process.platform === 'linux' ? cpuMsOfProcessTree(postmaster) : null);
}

/** Does in advance what autovacuum would otherwise do during a measurement. */
async function vacuum(url: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query('VACUUM (ANALYZE)');
  await client.end();
}

/** `15.20` of `15.20 (Debian 15.20-0+deb12u1)`. */
async function version(client: Client): Promise<string> {
  return (await show(client, 'server_version')).split(' ', 1)[0]!;
}

async function show(client: Client, setting: string): Promise<string> {
  const { rows } = await client.query<Record<string, string>>(`SHOW ${setting}`);
  return rows[0]![setting]!;
}

async function findPostmaster(client: Client): Promise<number> {
  const file = path.join(await show(client, 'data_directory'), 'postmaster.pid');
  return Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
}

/** CPU time of the running children and of those that have ended (parallel workers live for one statement). */
function cpuMsOfProcessTree(parent: number): number {
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) ? readStat(entry) : null;
    if (stat === null) continue;
    if (stat.parent === parent) ticks += stat.own;
    else if (Number(entry) === parent) ticks += stat.endedChildren;
  }
  return ticks * MS_PER_TICK;
}
