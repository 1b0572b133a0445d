import path from 'node:path';
import { bodiesOf, type BenchCase } from './cases';
import type { DatabaseHost, SeededDatabase } from './database-host';
import { findDeepPages } from './deep-pages';
import { createEndpoint, load, post, type Endpoint, type LoadBounds } from './load';
import { startMeasuredProcess, type MeasuredProcess } from './measured-process';

/** The server and what it is compared with, on one database. */
export interface Subject {
  readonly activities: number;
  /** How many activities the deep page lies behind. */
  readonly depth: number;
  /** @throws Error when they do not answer the same, byte by byte */
  assertSameAnswers(benchCase: BenchCase): Promise<void>;
  measure(of: Party, benchCase: BenchCase, round: number, bounds: LoadBounds): Promise<Measurement>;
  stop(): Promise<void>;
}

/** The server; a bare Apollo Server with the answers by hand; and these behind routes without GraphQL. */
export const parties = ['server', 'apollo', 'baseline'] as const;

export type Party = (typeof parties)[number];

/** One round of one case. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly latencies: readonly number[];
  /** Per request, in milliseconds: of the measured process. */
  readonly cpuMs: number;
  /** The same of the database server's processes; null as for `DatabaseHost.cpuMs`. */
  readonly databaseCpuMs: number | null;
  readonly statements: number;
}

const comparedAnswers = 25;
/** Rounds begin at different requests, so that no round sees those of another only. */
const stride = 37;

export async function startSubject(host: DatabaseHost, { url, activities, samples }: SeededDatabase): Promise<Subject> {
  const processes = {
    server: await startMeasuredProcess(path.join(__dirname, 'server.js'), url),
    apollo: await startMeasuredProcess(path.join(__dirname, 'baseline/apollo.js'), url),
    baseline: await startMeasuredProcess(path.join(__dirname, 'baseline/main.js'), url),
  };
  const endpoints = new Map<string, Endpoint>();
  const endpointOf = (party: Party, route: string): Endpoint => {
    const address = `${processes[party].origin}/${party === 'baseline' ? route : 'graphql'}`;
    const known = endpoints.get(address) ?? createEndpoint(address);
    endpoints.set(address, known);
    return known;
  };
  const deep = await findDeepPages(endpointOf('server', 'graphql'), samples.total);
  return {
    activities,
    depth: deep.depth,
    assertSameAnswers: async (benchCase) => {
      const bodies = bodiesOf(benchCase, samples, deep.cursors);
      for (const [number, body] of bodies.graphql.slice(0, comparedAnswers).entries()) {
        const variables = bodies.byHand[number]!;
        const expected = await post(endpointOf('baseline', benchCase.route), variables);
        for (const party of ['server', 'apollo'] as const) {
          const answer = await post(endpointOf(party, benchCase.route), body);
          assertSame(answer.trimEnd(), expected, `${party}: ${benchCase.name} ${variables}`);
        }
      }
    },
    measure: async (party, benchCase, round, bounds) => {
      const { graphql, byHand } = bodiesOf(benchCase, samples, deep.cursors);
      const measured: MeasuredProcess = processes[party];
      const before = await measured.usage();
      const databaseBefore = host.cpuMs();
      const { latencies, seconds } = await load(
        endpointOf(party, benchCase.route),
        party === 'baseline' ? byHand : graphql,
        round * stride,
        bounds,
      );
      const databaseAfter = host.cpuMs();
      const after = await measured.usage();
      const count = latencies.length;
      return {
        requestsPerSecond: count / seconds,
        latencies,
        cpuMs: (after.cpuMs - before.cpuMs) / count,
        databaseCpuMs:
          databaseBefore === null || databaseAfter === null ? null : (databaseAfter - databaseBefore) / count,
        statements: (after.statements - before.statements) / count,
      };
    },
    stop: async () => {
      await Promise.all(Object.values(processes).map((each) => each.stop()));
    },
  };
}

function assertSame(answer: string, expected: string, what: string): void {
  if (answer === expected) return;
  let place = 0;
  while (answer[place] === expected[place]) place += 1;
  const around = (text: string): string => text.slice(Math.max(0, place - 80), place + 120);
  throw new Error(
    `The baseline answers differently from ${what}, from character ${place}:\n${around(answer)}\n${around(expected)}`,
  );
}
