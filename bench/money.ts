import path from 'node:path';
import { Database } from '../src/database/database';
import { parseDatabaseUrl } from '../src/database/database-url';
import { entities } from '../src/modules/entities';
import { countMoney } from '../src/modules/figures/activity-money/kept-totals/kept-totals.upkeep';
import type { DatabaseHost } from './databases/database-host';
import { createEditorKey } from './databases/editor-key';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';
import { createEndpoint, type Endpoint, post } from './load';
import { type MeasuredProcess, startMeasuredProcess } from './servers/measured-process';

/*
 * Measures sums of money of one kind by two dimensions, without an answer cache, as the public and as an editor. For each case,
 * the table has the least CPU time and the least latency of some requests. The CPU time includes that of the database if it has
 * processes of its own. A latency above the target is bold. The first argument is the number of activities, the second one the
 * name of a database.
 */

const REQUESTS = 8;

const hosts = { sqlite: openSqliteHost, postgres: openPostgresHost };

const dimensions = ['YEAR, COUNTRY', 'PROVIDER, SECTOR', 'PROGRAMME, SECTOR_CATEGORY'];

interface Chosen {
  readonly argument: string;
  readonly targetMs: number | null;
}

/** A condition that all money meets has it summed from shares, as sums by three dimensions are. */
const filters: Readonly<Record<string, Chosen>> = {
  none: { argument: '', targetMs: 100 },
  'a tenth': { argument: 'filter: { year: { eq: 2022 } }', targetMs: 500 },
  'none, from shares': { argument: 'years: { gte: 1900 }', targetMs: null },
};

const columns: Readonly<Record<string, string>> = { sums: '', 'sums and numbers of activities': 'activities' };

interface Case {
  readonly title: string;
  readonly targetMs: number | null;
  readonly isEditor: boolean;
  readonly body: string;
}

const publicCases = dimensions.flatMap((by) =>
  Object.keys(filters).flatMap((filter) =>
    Object.keys(columns)
      // Numbers of activities from a million shares cost more than an operation may.
      .filter((column) => filters[filter]!.targetMs !== null || columns[column] === '')
      .map((column) => createCase(by, filter, column, false)),
  ),
);

const editorCases = dimensions.flatMap((by) =>
  ['none', 'a tenth'].map((filter) => createCase(by, filter, 'sums and numbers of activities', true)),
);

function createCase(by: string, filter: string, column: string, isEditor: boolean): Case {
  const { argument, targetMs } = filters[filter]!;
  const sums = `kind value { amount currency } items ${columns[column]!}`;
  const query = `{ moneyStatistics(kinds: [DISBURSEMENT], groupBy: [${by}], ${argument}) {
    groups { keys { value label } sums { ${sums} } } unallocated { ${sums} } totals { ${sums} } } }`;
  const title = [isEditor ? 'editor' : 'public', by, filter, column].join(' | ');
  return { title, targetMs, isEditor, body: JSON.stringify({ query }) };
}

async function measureOn(host: DatabaseHost, activities: number): Promise<string> {
  const { url } = await host.create(activities, { hasFigures: true });
  const headers = { authorization: `Bearer ${await prepare(url)}` };
  const server = await startMeasuredProcess(path.join(__dirname, 'servers/server.js'), url, '0');
  try {
    const endpoint = createEndpoint(`${server.origin}/graphql`);
    const rows: string[] = [];
    for (const { title, targetMs, isEditor, body } of [...publicCases, ...editorCases]) {
      const send = () => post(endpoint, body, isEditor ? headers : {});
      const { cpuMs, latencyMs } = await measure(host, server, send);
      const latency = latencyMs.toFixed(0);
      rows.push(
        `| ${title} | ${cpuMs.toFixed(0)} | ${latencyMs > (targetMs ?? Infinity) ? `**${latency}**` : latency} |`,
      );
    }
    return [
      `### ${host.title}, ${activities.toLocaleString('en')} activities\n`,
      `Of them, ${await countFiltered(endpoint)} are in the tenth.\n`,
      '| Viewer | By | Filter | Requested | CPU ms | Latency ms |',
      '| --- | --- | --- | --- | --: | --: |',
      ...rows,
    ].join('\n');
  } finally {
    await server.stop();
  }
}

/** Makes the kept totals, which a server does in the background. Returns the API key of an editor. */
async function prepare(url: string): Promise<string> {
  const database = await Database.open(parseDatabaseUrl(url)!, entities);
  try {
    await countMoney(database);
    return await createEditorKey(database, 'The benchmark of money');
  } finally {
    await database.close();
  }
}

async function measure(
  host: DatabaseHost,
  server: MeasuredProcess,
  send: () => Promise<unknown>,
): Promise<{ readonly cpuMs: number; readonly latencyMs: number }> {
  const measured: { cpuMs: number; latencyMs: number }[] = [];
  for (let number = 0; number < REQUESTS; number += 1) {
    const before = (await server.usage()).cpuMs + (host.cpuMs() ?? 0);
    const begin = performance.now();
    await send();
    const latencyMs = performance.now() - begin;
    measured.push({ cpuMs: (await server.usage()).cpuMs + (host.cpuMs() ?? 0) - before, latencyMs });
  }
  return {
    cpuMs: Math.min(...measured.map(({ cpuMs }) => cpuMs)),
    latencyMs: Math.min(...measured.map(({ latencyMs }) => latencyMs)),
  };
}

async function countFiltered(endpoint: Endpoint): Promise<number> {
  const query = `{ activities(first: 1, ${filters['a tenth']!.argument}) { totalCount } }`;
  const answer = JSON.parse(await post(endpoint, JSON.stringify({ query }))) as {
    data: { activities: { totalCount: number } };
  };
  return answer.data.activities.totalCount;
}

async function main([activities = '100000', ...databases]: readonly string[]): Promise<void> {
  for (const [name, open] of Object.entries(hosts)) {
    if (databases.length > 0 && !databases.includes(name)) continue;
    const host = await open();
    if (host === null) continue;
    try {
      console.log(`${await measureOn(host, Number(activities))}\n`);
    } finally {
      await host.remove();
    }
  }
}

void main(process.argv.slice(2));
