import 'reflect-metadata';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Database } from '../src/database/database';
import { parseDatabaseUrl } from '../src/database/database-url';
import { entities } from '../src/modules/entities';
import { countMoney } from '../src/modules/figures/activity-money/kept-totals/kept-totals.upkeep';
import { type Attack, attacks } from './attack/attack-cases';
import type { Target } from './attack/attack-client';
import type { TrafficReport, TrafficStart } from './attack/normal-traffic';
import type { DatabaseHost } from './databases/database-host';
import { createEditorKey } from './databases/editor-key';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';
import { type BuiltServer, startBuiltServer } from './servers/built-server';
import { percentile } from './statistics';

/*
 * Attacks a server, which runs in a process of its own, beside the steady traffic of another process, and prints a table.
 * Each attack is made once a second, from an address of its own. The first argument is the number of activities, the second
 * one the name of a database, the third one the beginning of the titles of the attacks to make.
 */

const WARM_UP_MS = 8_000;
const QUIET_MS = 1_500;
const TIMES = 4;
const INTERVAL_MS = 1_000;
const SAMPLE_MS = 25;

const hosts = { sqlite: openSqliteHost, postgres: openPostgresHost };

/** What the requests of a stretch of time have found, and what the server used for them. */
interface Stretch extends TrafficReport {
  readonly seconds: number;
  readonly cpuMs: number;
  /** By how much its memory was larger than at the beginning, at most. */
  readonly grownBytes: number;
}

class Scene {
  constructor(
    private readonly host: DatabaseHost,
    private readonly server: BuiltServer,
    private readonly traffic: ChildProcess,
    private readonly target: Target,
  ) {}

  /** Makes one attack. Returns its row of the table. */
  async attack(attack: Attack): Promise<string> {
    const attempt = await attack.prepare(this.target);
    const quiet = await this.observe(() => delay(QUIET_MS));
    const outcomes: string[] = [];
    const { times = TIMES } = attack;
    const attacked = await this.observe(async () => {
      for (let time = 0; time < times; time += 1) {
        const [outcome] = await Promise.all([attempt(), delay(INTERVAL_MS)]);
        outcomes.push(outcome);
      }
    });
    const normalCpuMs = (quiet.cpuMs / quiet.seconds) * attacked.seconds;
    const cpuSeconds = Math.max(0, attacked.cpuMs - normalCpuMs) / 1000 / times;
    const ratio = percentileRatio(attacked.latencies, quiet.latencies);
    const health = Math.max(0, ...attacked.healthLatencies);
    const reasons = [...new Set(attacked.failures)].join(', ');
    const failed = reasons === '' ? '' : `, ${attacked.failures.length} normal requests failed: ${reasons}`;
    return `| ${[
      attack.title,
      [...new Set(outcomes)].join('; ') + failed,
      atMost(cpuSeconds, 1, 2),
      atMost(attacked.grownBytes / 2 ** 20, 50, 0),
      ratio,
      atMost(health, 100, 0),
    ].join(' | ')} |`;
  }

  /** What happens while this is done. */
  private async observe(act: () => Promise<unknown>): Promise<Stretch> {
    await this.report();
    const [begin, cpuMs, residentBytes] = [performance.now(), this.cpuMs(), this.server.residentBytes() ?? 0];
    let highest = residentBytes;
    const sampling = setInterval(() => {
      highest = Math.max(highest, this.server.residentBytes() ?? 0);
    }, SAMPLE_MS);
    try {
      await act();
    } finally {
      clearInterval(sampling);
    }
    return {
      ...(await this.report()),
      seconds: (performance.now() - begin) / 1000,
      cpuMs: this.cpuMs() - cpuMs,
      grownBytes: highest - residentBytes,
    };
  }

  private cpuMs(): number {
    return (this.server.cpuMs() ?? 0) + (this.host.cpuMs() ?? 0);
  }

  private async report(): Promise<TrafficReport> {
    this.traffic.send('report');
    const [report] = (await once(this.traffic, 'message')) as [TrafficReport];
    return report;
  }
}

/** The ratio of the 99th percentiles. A dash if no request has ended. */
function percentileRatio(beside: readonly number[], quiet: readonly number[]): string {
  if (beside.length === 0 || quiet.length === 0) return '-';
  return atMost(percentile(beside, 0.99) / percentile(quiet, 0.99), 3, 1);
}

/** A figure, in bold if it is more than this. */
function atMost(figure: number, maximum: number, digits: number): string {
  const text = figure.toFixed(digits);
  return figure > maximum ? `**${text}**` : text;
}

/** Makes the kept totals, which a server does in the background. Returns the API key of an editor. */
async function prepare(database: Database): Promise<string> {
  await countMoney(database);
  return createEditorKey(database, 'The benchmark of attacks');
}

async function attackOn(host: DatabaseHost, activities: number, only: string): Promise<void> {
  const { url, samples } = await host.create(activities, { hasFigures: true });
  const directory = mkdtempSync(path.join(tmpdir(), 'entente-bench-'));
  const database = await Database.open(parseDatabaseUrl(url)!, entities);
  const token = await prepare(database).finally(() => database.close());
  const server = await startBuiltServer(url, directory, { LOG_LEVEL: 'fatal', LOCALES: 'en,fr,ru' });
  const traffic = fork(path.join(__dirname, 'attack/normal-traffic.js'));
  try {
    const start: TrafficStart = { origin: server.origin, slugs: samples.slugs };
    traffic.send(start);
    await delay(WARM_UP_MS);
    const scene = new Scene(host, server, traffic, { origin: server.origin, slugs: samples.slugs, token });
    console.log(`### ${host.title}, ${activities.toLocaleString('en')} activities\n`);
    console.log('| Attack | Outcome | CPU s | Memory MiB | Normal p99 / quiet | Health ms |');
    console.log('| --- | --- | --: | --: | --: | --: |');
    for (const attack of attacks.filter(({ title }) => title.startsWith(only))) {
      console.log(await scene.attack(attack));
    }
  } finally {
    traffic.disconnect();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function main([activities = '5000', name = 'sqlite', only = '']: readonly string[]): Promise<void> {
  if (!(name in hosts)) throw new Error(`The database must be one of ${Object.keys(hosts).join(', ')}`);
  const host = await hosts[name as keyof typeof hosts]();
  if (host === null) throw new Error('This machine has no PostgreSQL');
  try {
    await attackOn(host, Number(activities), only);
  } finally {
    await host.remove();
  }
}

void main(process.argv.slice(2));
