import 'reflect-metadata';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type BenchCase, cases } from './cases';
import { report } from './comparison/report';
import { measureInRounds } from './comparison/rounds';
import { startSubject, type Subject } from './comparison/subject';
import type { DatabaseHost } from './databases/database-host';
import { openPostgresHost } from './databases/postgres-host';
import { openSqliteHost } from './databases/sqlite-host';

const hosts: Record<string, () => DatabaseHost | Promise<DatabaseHost | null>> = {
  sqlite: openSqliteHost,
  postgres: openPostgresHost,
};

interface Options {
  readonly size: readonly number[];
  readonly databases: readonly string[];
  readonly seconds: number;
  readonly rounds: number;
  readonly only: readonly BenchCase[];
}

const program = new Command('bench')
  .description('Compares the server with hand-written SQL without GraphQL, and prints Markdown.')
  .option('--size <counts>', 'generated activities of each database', parseSizes, [1000, 100_000])
  .option('--databases <names>', 'sqlite, postgres or both', parseDatabases, Object.keys(hosts))
  .option('--seconds <seconds>', 'duration of each case per round and server', parsePositive, 0.6)
  .option('--rounds <count>', 'measured rounds, after one warm-up round', parsePositive, 5)
  .addOption(
    new Option('--only <names>', `measured cases: ${cases.map(({ name }) => name).join(', ')}`)
      .argParser(parseCases)
      .default(cases, 'all'),
  )
  .action(bench);

async function bench(options: Options): Promise<void> {
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node.js ${process.versions.node}, ${availableParallelism()} cores`,
  );
  for (const name of options.databases) {
    const host = await hosts[name]!();
    if (host === null) {
      console.log(`\n${name}: not measured, because this machine cannot start it.`);
      continue;
    }
    try {
      console.log(`\n${await benchOn(host, options)}`);
    } finally {
      await host.remove();
    }
  }
}

async function benchOn(host: DatabaseHost, options: Options): Promise<string> {
  const subjects: Subject[] = [];
  try {
    for (const size of options.size) {
      progress(`${host.title}: loading ${size} activities`);
      subjects.push(await startSubject(host, await host.create(size)));
    }
    progress(`${host.title}: comparing answers`);
    for (const subject of subjects) {
      for (const benchCase of options.only) await subject.assertSameAnswers(benchCase);
    }
    progress(`${host.title}: measuring`);
    return report(host.title, await measureInRounds(subjects, options.only, options));
  } finally {
    await Promise.all(subjects.map((subject) => subject.stop()));
  }
}

/** Standard output contains the tables only. */
function progress(line: string): void {
  console.error(line);
}

function parseSizes(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.every((size) => Number.isInteger(size) && size >= 1000)) return sizes;
  throw new InvalidArgumentError('expected integers from 1000, separated by commas');
}

function parseDatabases(text: string): string[] {
  const names = text.split(',');
  if (names.every((name) => Object.hasOwn(hosts, name))) return names;
  throw new InvalidArgumentError('expected sqlite, postgres or both, separated by a comma');
}

function parseCases(text: string): BenchCase[] {
  const names = text.split(',');
  if (names.every((name) => cases.some((known) => known.name === name))) {
    return cases.filter(({ name }) => names.includes(name));
  }
  throw new InvalidArgumentError(`expected some of ${cases.map(({ name }) => name).join(', ')}`);
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('expected a number above 0');
}

// Exits explicitly, so that the exit handlers remove temporary files.
process.once('SIGINT', () => process.exit(130));

program.parseAsync().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
