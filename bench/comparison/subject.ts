import path from 'node:path';
import { type BenchCase, bodiesOf } from '../cases';
import type { DatabaseHost, SeededDatabase } from '../databases/database-host';
import { createEndpoint, type Endpoint, load, type LoadBounds, post } from '../load';
import { type MeasuredProcess, startMeasuredProcess } from '../servers/measured-process';
import { findDeepPages } from './deep-pages';

/** The server and the servers that it is compared with, on one database. */
export interface Subject {
  readonly activities: number;
  /** How many activities precede the deep page. */
  readonly depth: number;
  /** @throws Error when their responses are not identical */
  assertSameAnswers(benchCase: BenchCase): Promise<void>;
  measure(of: Party, benchCase: BenchCase, round: number, bounds: LoadBounds): Promise<Measurement>;
  stop(): Promise<void>;
}

/** The server, a bare Apollo Server with hand-written SQL, and routes with the same SQL without GraphQL. */
export const PARTIES = ['server', 'apollo', 'baseline'] as const;

export type Party = (typeof PARTIES)[number];

/** One round of one case. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly latencies: readonly number[];
  /** CPU time of the measured process per request, in milliseconds. */
  readonly cpuMs: number;
  /** CPU time of the database server per request; null as in `DatabaseHost.cpuMs`. */
  readonly databaseCpuMs: number | null;
  readonly statements: number;
}

const MAX_COMPARED_ANSWERS = 25;
/** Rounds begin with different requests, so that each round has some of its own. */
const ROUND_OFFSET = 37;

export async function startSubject(host: DatabaseHost, { url, activities, samples }: SeededDatabase): Promise<Subject> {
  const processes = {
    // Without its answer cache, like the others.
    server: await startMeasuredProcess(path.join(__dirname, '../servers/server.js'), url, '0'),
    apollo: await startMeasuredProcess(path.join(__dirname, '../baseline/apollo.js'), url),
    baseline: await startMeasuredProcess(path.join(__dirname, '../baseline/main.js'), url),
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
      for (const [number, body] of bodies.graphql.slice(0, MAX_COMPARED_ANSWERS).entries()) {
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
        round * ROUND_OFFSET,
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
