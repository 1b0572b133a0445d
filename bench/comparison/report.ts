import { median, percentile } from '../statistics';
import type { Result } from './rounds';
import type { Measurement, Party } from './subject';

/** The tables of one database as Markdown. */
export function report(title: string, results: readonly Result[]): string {
  const sizes = [...new Set(results.map(({ subject }) => subject.activities))];
  return [
    ...sizes.map((size) => {
      const ofSize = results.filter(({ subject }) => subject.activities === size);
      return `### ${title}, ${formatInteger(size)} activities\n\n${costTable(ofSize)}`;
    }),
    ...growthSections(title, sizes, results),
  ].join('\n\n');
}

function costTable(results: readonly Result[]): string {
  const withDatabase = results.some(({ rounds }) => rounds.server[0]!.databaseCpuMs !== null);
  const head = [
    'Case',
    ...['', 'by hand: '].flatMap((who) => [`${who}req/s`, 'p50 ms', 'p99 ms', 'CPU ms', 'SQL']),
    ...['by hand', 'bare Apollo Server'].flatMap((who) => [`CPU / ${who}`, ...(withDatabase ? ['with database'] : [])]),
  ];
  const rows = results.map((result) => [
    titleOf(result),
    ...partyCells(result, 'server'),
    ...partyCells(result, 'baseline'),
    ...(['baseline', 'apollo'] as const).flatMap((party) => [
      ratio(result, result, ['server', party], ({ cpuMs }) => cpuMs),
      ...(withDatabase ? [ratio(result, result, ['server', party], allCpuMs)] : []),
    ]),
  ]);
  return table(head, rows);
}

function partyCells({ rounds }: Result, party: Party): string[] {
  const measurements = rounds[party];
  const latencies = measurements.flatMap((each) => each.latencies);
  const medianOf = (of: (measurement: Measurement) => number): number => median(measurements.map(of));
  const database =
    measurements[0]!.databaseCpuMs === null ? '' : ` + ${formatNumber(medianOf((each) => each.databaseCpuMs!))}`;
  return [
    formatNumber(medianOf(({ requestsPerSecond }) => requestsPerSecond)),
    formatNumber(percentile(latencies, 0.5)),
    formatNumber(percentile(latencies, 0.99)),
    `${formatNumber(medianOf(({ cpuMs }) => cpuMs))}${database}`,
    formatNumber(medianOf(({ statements }) => statements)),
  ];
}

/** Compares the largest database with the smallest, and a deep page with the first. */
function growthSections(title: string, sizes: readonly number[], results: readonly Result[]): string[] {
  const head = ['Case', 'p50', 'CPU', 'by hand: p50', 'CPU'];
  const smallest = Math.min(...sizes);
  const largest = Math.max(...sizes);
  const of = (size: number): Result[] => results.filter(({ subject }) => subject.activities === size);
  const growth = of(largest).map((large) => {
    const small = of(smallest).find(({ benchCase }) => benchCase === large.benchCase)!;
    return [large.benchCase.title, ...growthCells(large, small)];
  });
  const depth = sizes.flatMap((size) => {
    const first = of(size).find(({ benchCase }) => benchCase.name === 'list');
    const deep = of(size).find(({ benchCase }) => benchCase.name === 'deep');
    return first && deep ? [[`${titleOf(deep)}, of ${formatInteger(size)}`, ...growthCells(deep, first)]] : [];
  });
  return [
    ...(largest > smallest
      ? [
          `### ${title}, from ${formatInteger(smallest)} to ${formatInteger(largest)} activities, as a ratio\n\n${table(head, growth)}`,
        ]
      : []),
    ...(depth.length > 0 ? [`### ${title}, a deep page beside the first, as a ratio\n\n${table(head, depth)}`] : []),
  ];
}

function growthCells(more: Result, less: Result): string[] {
  return (['server', 'baseline'] as const).flatMap((party) => [
    ratio(more, less, [party, party], ({ latencies }) => median(latencies)),
    ratio(more, less, [party, party], allCpuMs),
  ]);
}

/** The median ratio of the rounds. */
function ratio(
  over: Result,
  under: Result,
  [overParty, underParty]: readonly [Party, Party],
  of: (measurement: Measurement) => number,
): string {
  const ratios = over.rounds[overParty].map((each, round) => of(each) / of(under.rounds[underParty][round]!));
  return formatNumber(median(ratios));
}

function allCpuMs({ cpuMs, databaseCpuMs }: Measurement): number {
  return cpuMs + (databaseCpuMs ?? 0);
}

function titleOf({ benchCase, subject }: Result): string {
  return benchCase.name === 'deep' ? `${benchCase.title} (behind ${formatInteger(subject.depth)})` : benchCase.title;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const alignment = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, alignment, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function formatInteger(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Rounds to three significant digits. */
function formatNumber(value: number): string {
  if (value >= 100) return formatInteger(value);
  return String(Number(value.toPrecision(value < 1 ? 2 : 3)));
}
