import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseHost } from './databases/database-host';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';
import { startBuiltServer } from './servers/built-server';
import { median } from './statistics';

/*
 * Measures how long a start takes until the server is ready, on a database with many activities. It starts what
 * `npm run build` has built. The first argument is the number of activities.
 */

const STARTS = 5;

interface Start {
  /** What it took until the server was ready, in seconds. */
  readonly seconds: number;
  /** The processor time of that, in seconds. On Linux only. */
  readonly cpuSeconds: number | null;
}

/** Starts the server and ends it when it is ready. */
async function start(databaseUrl: string, directory: string): Promise<Start> {
  const begin = performance.now();
  const server = await startBuiltServer(databaseUrl, directory);
  const seconds = (performance.now() - begin) / 1000;
  const cpuMs = server.cpuMs();
  await server.stop();
  return { seconds, cpuSeconds: cpuMs && cpuMs / 1000 };
}

async function measureOn(host: DatabaseHost, activities: number): Promise<void> {
  const { url } = await host.create(activities);
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
  try {
    const starts: Start[] = [];
    for (let number = 0; number < STARTS; number += 1) starts.push(await start(url, directory));
    const seconds = starts.map((each) => each.seconds);
    const cpu = starts.flatMap(({ cpuSeconds }) => cpuSeconds ?? []);
    const [typical, best] = [median(seconds), Math.min(...seconds)].map((each) => each.toFixed(2));
    const ofCpu = cpu.length === 0 ? '' : `, with ${median(cpu).toFixed(2)} s of processor time`;
    console.log(`${host.title}, ${activities} activities: ready after ${typical} s (best: ${best} s)${ofCpu}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function main([activities = '100000']: readonly string[]): Promise<void> {
  for (const open of [openSqliteHost, openPostgresHost]) {
    const host = await open();
    if (host === null) continue;
    try {
      await measureOn(host, Number(activities));
    } finally {
      await host.remove();
    }
  }
}

void main(process.argv.slice(2));
