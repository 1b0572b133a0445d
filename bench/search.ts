import { Client } from 'pg';
import { Database } from '../src/database/database';
import { parseDatabaseUrl } from '../src/database/database-url';
import { matchCount } from '../src/database/full-text/full-text';
import { findByRank } from '../src/database/full-text/full-text-page';
import { parseSearchText } from '../src/database/text/search-text';
import { entities } from '../src/modules/entities';
import type { DatabaseHost } from './databases/database-host';
import { cpuMsOfPostgres, openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';

/*
 * Compares searches of a programme in three languages with the same searches of the programme in one, in alternation: a page of 20 and
 * the count. The figures are the processor time of the statements, on PostgreSQL of its processes, the lowest of several rounds.
 * Arguments: the number of activities and the names of databases; or the URLs of two databases that exist, the first in one language.
 */

const TEXTS = [
  ...['training', 'workshop', 'session', 'judicial cooperation', 'narcotic', 'money laundering tbilisi', 'the'],
  ...['t', 'tra', 'trai', 'sess', 'pro', 'tbilisi tra', 'brussels'],
  'the of and to for in a is on from with as',
];
const LANGUAGES = ['en', 'ru', 'fr'] as const;
const ROUNDS = 7;
/** Each measurement repeats a search for this long, because PostgreSQL's time is known in hundredths of a second. */
const MIN_MS = 150;

const hosts = { sqlite: openSqliteHost, postgres: openPostgresHost };

interface Subject {
  readonly database: Database;
  readonly locales: readonly string[];
  readonly databaseCpuMs: () => number | null;
}

/** What a search of one subject takes at least, in milliseconds. */
interface Figures {
  page: number;
  count: number;
  total: number;
}

async function compare(subjects: readonly Subject[]): Promise<void> {
  console.log('| Words | items | in three languages | ms, page | in three | ratio | ms, count | in three | ratio |');
  console.log(`| --- |${' --: |'.repeat(8)}`);
  for (const text of TEXTS) {
    const all = subjects.map((): Figures => ({ page: Infinity, count: Infinity, total: 0 }));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [number, subject] of subjects.entries()) await measure(subject, text, all[number]!);
    }
    const [one, three] = all as [Figures, Figures];
    const times = (['page', 'count'] as const).flatMap((part) => [
      one[part].toPrecision(3),
      three[part].toPrecision(3),
      (three[part] / one[part]).toFixed(1),
    ]);
    console.log(`| ${[text, one.total, three.total, ...times].join(' | ')} |`);
  }
}

async function measure(subject: Subject, text: string, figures: Figures): Promise<void> {
  const { database, locales } = subject;
  const search = { indexes: ['search_public'] as const, query: parseSearchText(text, locales)!, others: null };
  const page = await timeOf(subject, () => findByRank(database.read, search, { after: null, limit: 21 }));
  const count = await timeOf(subject, async () => {
    const [row] = await database.read.query<{ total: number | string }>(matchCount(database.read, search));
    figures.total = Number(row!.total);
  });
  figures.page = Math.min(figures.page, page);
  figures.count = Math.min(figures.count, count);
}

async function timeOf({ databaseCpuMs }: Subject, work: () => Promise<unknown>): Promise<number> {
  const now = (): number => {
    const { user, system } = process.cpuUsage();
    return databaseCpuMs() ?? (user + system) / 1000;
  };
  const start = now();
  let runs = 0;
  do {
    await work();
    runs += 1;
  } while (now() - start < MIN_MS);
  return (now() - start) / runs;
}

async function compareUrls(urls: readonly string[], cpuMs: DatabaseHost['cpuMs']): Promise<void> {
  const subjects: Subject[] = [];
  try {
    for (const [number, url] of urls.entries()) {
      const database = await Database.open(parseDatabaseUrl(url)!, entities);
      subjects.push({ database, locales: number === 0 ? LANGUAGES.slice(0, 1) : LANGUAGES, databaseCpuMs: cpuMs });
    }
    await compare(subjects);
  } finally {
    for (const { database } of subjects) await database.close();
  }
}

async function compareExisting(urls: readonly string[]): Promise<void> {
  if (!urls[0]!.startsWith('postgres')) return compareUrls(urls, () => null);
  const client = new Client(urls[0]);
  await client.connect();
  try {
    await compareUrls(urls, await cpuMsOfPostgres(client));
  } finally {
    await client.end();
  }
}

async function main(args: readonly string[]): Promise<void> {
  if (args[0]?.includes(':')) return compareExisting(args);
  const [activities = '100000', ...databases] = args;
  for (const [name, open] of Object.entries(hosts)) {
    if (databases.length > 0 && !databases.includes(name)) continue;
    const host = await open();
    if (host === null) continue;
    try {
      const one = await host.create(Number(activities));
      const three = await host.create(Number(activities), { translations: LANGUAGES });
      console.log(`### ${host.title}, ${Number(activities).toLocaleString('en')} activities\n`);
      await compareUrls([one.url, three.url], () => host.cpuMs());
    } finally {
      await host.remove();
    }
  }
}

void main(process.argv.slice(2));
