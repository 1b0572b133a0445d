import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseHost } from './database-host';
import { openPostgresHost } from './postgres-host';
import { MS_PER_TICK, readStat } from './process-stat';
import { openSqliteHost } from './sqlite-host';
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
  const child = spawn(process.execPath, [path.resolve('dist/src/main.js')], {
    cwd: directory,
    env: { DATABASE_URL: databaseUrl, PORT: '0', DEMO_DATA: 'false', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const [ready] = /\S+\/health\/ready/.exec(line) ?? [];
      if (ready === undefined) continue;
      while (!(await fetch(ready)).ok) await delay(2);
      const seconds = (performance.now() - begin) / 1000;
      const stat = process.platform === 'linux' ? readStat(child.pid!) : null;
      return { seconds, cpuSeconds: stat && (stat.own * MS_PER_TICK) / 1000 };
    }
    throw new Error('The server has ended before it was ready');
  } finally {
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGTERM');
    await exited;
  }
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
