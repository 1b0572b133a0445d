import path from 'node:path';
import { type BenchCase, bodiesOf, cases } from './cases';
import type { DatabaseHost, SeededDatabase } from './databases/database-host';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';
import { createEndpoint, post, repeat } from './load';
import { type MeasuredProcess, startMeasuredProcess } from './servers/measured-process';
import { median } from './statistics';

/*
 * Compares a programme in three languages with the same programme in one, in alternation, and prints a table for each
 * database. CPU is the time of the server's process for each request, with the time of the database where it has processes
 * of its own; ratios are medians of the ratios within a round. The first argument is the number of activities, the second
 * one the name of a database.
 */

const ROUNDS = 12;
/** Each server must have compiled its hot code. */
const WARM_UP = { seconds: 20, requests: 3_000 };
const BOUNDS = { seconds: 0.5, requests: 5_000 };
/** Rounds begin with different requests. */
const ROUND_OFFSET = 37;

const hosts = { sqlite: openSqliteHost, postgres: openPostgresHost };

/** A header Accept-Language, and what its readers see of a programme in English, Russian and French. */
const READERS: readonly (readonly [title: string, acceptLanguage: string])[] = [
  ['mostly the originals', 'en'],
  ['mostly translations', 'ru'],
  ['translations, by three languages', 'fr-CH,fr;q=0.9,ru;q=0.8,en;q=0.7'],
];

const measuredCases = cases.filter(({ name }) => ['page', 'list', 'search-common', 'search-rare'].includes(name));

/** A server, asked by readers of one kind. */
interface Subject {
  readonly server: MeasuredProcess;
  readonly send: (benchCase: BenchCase, number: number) => Promise<unknown>;
}

function subjectOf(server: MeasuredProcess, { samples }: SeededDatabase, language: string): Subject {
  const endpoint = createEndpoint(`${server.origin}/graphql`);
  const bodies = new Map(measuredCases.map((each) => [each, bodiesOf(each, samples, []).graphql]));
  return {
    server,
    send: (benchCase, number) => {
      const all = bodies.get(benchCase)!;
      return post(endpoint, all[number % all.length]!, { 'accept-language': language });
    },
  };
}

async function compareOn(host: DatabaseHost, activities: number): Promise<string> {
  const one = await host.create(activities);
  const three = await host.create(activities, { translations: ['en', 'ru', 'fr'] });
  const servers: MeasuredProcess[] = [];
  const start = async (url: string): Promise<MeasuredProcess> => {
    const server = await startMeasuredProcess(path.join(__dirname, 'servers/server.js'), url, '0');
    servers.push(server);
    return server;
  };
  try {
    const single = await start(one.url);
    const translated = await start(three.url);
    const readers = READERS.map(([, header]) => subjectOf(translated, three, header));
    // As many requests as on the other server.
    const warmUp = READERS.map(([, header]) => subjectOf(single, one, header));
    for (const { send } of [...warmUp, ...readers]) {
      for (const benchCase of measuredCases) await repeat((number) => send(benchCase, number), WARM_UP);
    }
    const rows: string[] = [];
    for (const benchCase of measuredCases) {
      const [first, ...rest] = await measure(host, [subjectOf(single, one, 'en'), ...readers], benchCase);
      const ratios = rest.map((own) => median(own.map((each, round) => each / first![round]!)).toFixed(2));
      rows.push(`| ${benchCase.title} | ${median(first!).toFixed(3)} | ${ratios.join(' | ')} |`);
    }
    return [
      `### ${host.title}, ${activities.toLocaleString('en')} activities\n`,
      `| Case | CPU ms, one language | ${READERS.map(([title]) => title).join(' | ')} |`,
      `| --- | ${['', ...READERS].map(() => '--:').join(' | ')} |`,
      ...rows,
    ].join('\n');
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** The CPU time per request of each subject, by round. */
async function measure(
  host: DatabaseHost,
  subjects: readonly Subject[],
  benchCase: BenchCase,
): Promise<readonly (readonly number[])[]> {
  const cpuMs = subjects.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = [...subjects.keys()];
    for (const index of round % 2 === 0 ? order : order.reverse()) {
      const { server, send } = subjects[index]!;
      const before = (await server.usage()).cpuMs + (host.cpuMs() ?? 0);
      const { latencies } = await repeat((number) => send(benchCase, number + round * ROUND_OFFSET), BOUNDS);
      const after = (await server.usage()).cpuMs + (host.cpuMs() ?? 0);
      cpuMs[index]!.push((after - before) / latencies.length);
    }
  }
  return cpuMs;
}

async function main([activities = '100000', ...databases]: readonly string[]): Promise<void> {
  for (const [name, open] of Object.entries(hosts)) {
    if (databases.length > 0 && !databases.includes(name)) continue;
    const host = await open();
    if (host === null) continue;
    try {
      console.log(`${await compareOn(host, Number(activities))}\n`);
    } finally {
      await host.remove();
    }
  }
}

void main(process.argv.slice(2));
