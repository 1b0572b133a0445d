import path from 'node:path';
import { bodiesOf, cases } from './cases';
import type { DatabaseHost, SeededDatabase } from './databases/database-host';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';
import { createEndpoint, type Endpoint, post, repeat, send } from './load';
import { operations } from './operations';
import { startMeasuredProcess } from './servers/measured-process';
import { median } from './statistics';

/*
 * Compares cached responses with a health check, in one process and in alternation, and prints a table. CPU is the time of
 * the server's process for each request; ratios are medians of the ratios within a round.
 */

const ROUNDS = 7;
const WARM_UP = { seconds: 3, requests: 9_000 };
const BOUNDS = { seconds: 0.6, requests: 5_000 };

/** How many different pages are asked for. */
const PAGES = 20;

type Send = (number: number) => Promise<unknown>;

function subjectsOf(origin: string, { samples }: SeededDatabase): Record<string, Send> {
  const graphql = createEndpoint(`${origin}/graphql`);
  const health = createEndpoint(`${origin}/health/live`);
  const bodies = (name: string): readonly string[] =>
    bodiesOf(
      cases.find((each) => each.name === name)!,
      samples,
      [],
    ).graphql.slice(0, PAGES);
  const inTurn = (all: readonly string[], number: number): string => all[number % all.length]!;
  const [pages, lists] = [bodies('page'), bodies('list')];
  const gets = samples.slugs.slice(0, PAGES).map((slug) => pageByGet(graphql, slug));
  const uncached = { 'content-type': 'application/json', 'entente-grants': '' };
  return {
    'Health check': () => send(health, {}),
    'Kept page by POST': (number) => post(graphql, inTurn(pages, number)),
    'Kept page by GET': (number) => gets[number % gets.length]!(),
    'Kept list by POST': (number) => post(graphql, inTurn(lists, number)),
    'Computed page': (number) => send(graphql, { method: 'POST', headers: uncached }, inTurn(pages, number)),
  };
}

function pageByGet({ url, agent }: Endpoint, slug: string): () => Promise<unknown> {
  const parameters = new URLSearchParams({ query: operations['activity-page'], variables: JSON.stringify({ slug }) });
  const endpoint = { url: `${url}?${parameters.toString()}`, agent };
  return () => send(endpoint, { headers: { 'apollo-require-preflight': '1', accept: 'application/json' } });
}

async function compareOn(host: DatabaseHost): Promise<string> {
  const database = await host.create(1_000);
  const server = await startMeasuredProcess(path.join(__dirname, 'servers/server.js'), database.url);
  try {
    const subjects = Object.entries(subjectsOf(server.origin, database));
    const cpuMs = new Map<string, number[]>(subjects.map(([name]) => [name, []]));
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, request] of round % 2 === 0 ? subjects : [...subjects].reverse()) {
        const before = await server.usage();
        const { latencies } = await repeat(request, round === 0 ? WARM_UP : BOUNDS);
        const after = await server.usage();
        if (round > 0) cpuMs.get(name)!.push((after.cpuMs - before.cpuMs) / latencies.length);
      }
    }
    const health = cpuMs.get('Health check')!;
    const rows = subjects.map(([name]) => {
      const own = cpuMs.get(name)!;
      const ratio = median(own.map((each, round) => each / health[round]!));
      return `| ${name} | ${median(own).toFixed(3)} | ${ratio.toFixed(2)} |`;
    });
    return [`### ${host.title}\n`, '| Request | CPU ms | / health check |', '| --- | --: | --: |', ...rows].join('\n');
  } finally {
    await server.stop();
  }
}

async function main(): Promise<void> {
  for (const open of [openSqliteHost, openPostgresHost]) {
    const host = await open();
    if (host === null) continue;
    try {
      console.log(`${await compareOn(host)}\n`);
    } finally {
      await host.remove();
    }
  }
}

void main();
