import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MoneyDimension } from '../../src/modules/figures/activity-money/statistics/money-dimension';
import { runCommand } from './command-in-process';
import { BASE_CURRENCY, nanos, type Rate } from './expected-money';
import type { TestServer } from './test-server';
import { editor, type TestViewer } from './viewers';

export const transactionKinds = ['DISBURSEMENT', 'EXPENDITURE', 'OUTGOING_COMMITMENT', 'INCOMING_FUNDS'] as const;
const kinds = ['BUDGET', ...transactionKinds];
export const dimensions = Object.values(MoneyDimension);

/** Each dimension, and each pair of them. */
export const groupings = [
  ...dimensions.map((dimension) => [dimension]),
  ...dimensions.flatMap((one, index) => dimensions.slice(index + 1).map((other) => [one, other])),
];

/** Key and version of an activity for the next change by an editor. */
export async function versionOf(server: TestServer, slug: string): Promise<{ id: string; version: number }> {
  const { activity } = await server.data(`{ activity(slug: "${slug}") { id publication { version } } }`, {}, editor);
  return { id: activity.id, version: activity.publication.version };
}

export interface Summed {
  readonly years?: object;
  readonly filter?: object;
  readonly convert?: object;
}

/** The sums by the keys of `expectedSums`, and the numbers of items and activities by the same keys. */
export async function readSums(
  server: TestServer,
  by: readonly MoneyDimension[],
  summed: Summed = {},
  viewer?: TestViewer,
) {
  const sums = 'kind value { amount currency } items activities';
  const { moneyStatistics } = await server.data(
    `query ($by: [MoneyDimension!]!, $kinds: [MoneyKind!]!, $years: IntFilter, $filter: ActivityFilter, $convert: ConversionInput) {
      moneyStatistics(kinds: $kinds, groupBy: $by, years: $years, filter: $filter, convert: $convert) {
        groups { keys { value } sums { ${sums} } } unallocated { ${sums} } totals { ${sums} } unconverted { ${sums} } } }`,
    { by, kinds, ...summed },
    viewer,
  );
  const found = { amounts: new Map<string, bigint>(), counts: new Map<string, string>() };
  const add = (part: string, rows: any[]): void => {
    for (const { kind, value, items: number, activities } of rows) {
      found.amounts.set(`${part} ${kind} ${value.currency}`, nanos(value.amount));
      found.counts.set(`${part} ${kind} ${value.currency}`, `${number} ${activities}`);
    }
  };
  for (const { keys, sums: rows } of moneyStatistics.groups)
    add(JSON.stringify(keys.map(({ value }: any) => value)), rows);
  add('null', moneyStatistics.unallocated);
  add('total', moneyStatistics.totals);
  add('unconverted', moneyStatistics.unconverted);
  return found;
}

export const withoutZeros = (sums: Map<string, bigint>): [string, bigint][] =>
  [...sums].filter(([, amount]) => amount !== 0n).sort();

/** Counts all kept totals anew. */
export async function recount(server: TestServer): Promise<void> {
  const { output } = await runCommand(['money', 'recount'], { env: { DATABASE_URL: server.databaseUrl } });
  expect(output).toBe('All money was counted anew\n');
}

/** Loads a table of rates by the command. */
export async function loadRates(server: TestServer, name: string, rows: readonly Rate[], base: string = BASE_CURRENCY) {
  const file = path.join(server.directory, 'rates.csv');
  const lines = rows.map(({ day, currency, rate }) => `${currency},${day},${rate}`);
  await writeFile(file, ['currency,date,rate', ...lines].join('\n'));
  return runCommand(['rates', 'load', file, '--name', name, '--base', base], {
    env: { DATABASE_URL: server.databaseUrl },
  });
}
