import type { BenchCase } from '../cases';
import { type Measurement, PARTIES, type Party, type Subject } from './subject';

const MAX_REQUESTS = 5000;

/**
 * The engine compiles hot code in several steps. Too few requests would measure its interpreter and its compiler, which
 * was observed to run for up to about 9,000 requests of one kind.
 */
const WARM_UP = { seconds: 8, requests: 9000 };

/** The results of all rounds of one case on one database, in order. */
export interface Result {
  readonly subject: Subject;
  readonly benchCase: BenchCase;
  readonly rounds: Readonly<Record<Party, readonly Measurement[]>>;
}

/**
 * Measures every case on every subject, with the server and the others in alternation. Other load on the machine then
 * affects all of them, and only measurements of the same round are compared. The first round only warms up.
 */
export async function measureInRounds(
  subjects: readonly Subject[],
  cases: readonly BenchCase[],
  { rounds, seconds }: { readonly rounds: number; readonly seconds: number },
): Promise<Result[]> {
  const results = subjects.flatMap((subject) =>
    cases.map((benchCase) => ({
      subject,
      benchCase,
      rounds: emptyRounds(),
    })),
  );
  for (let round = 0; round <= rounds; round += 1) {
    const ordered = round % 2 === 0 ? PARTIES : [...PARTIES].reverse();
    for (const benchCase of cases) {
      for (const result of results.filter((each) => each.benchCase === benchCase)) {
        for (const party of ordered) {
          const bounds = round === 0 ? WARM_UP : { seconds, requests: MAX_REQUESTS };
          const measurement = await result.subject.measure(party, benchCase, round, bounds);
          if (round > 0) result.rounds[party].push(measurement);
        }
      }
    }
  }
  return results;
}

function emptyRounds(): Record<Party, Measurement[]> {
  return { server: [], apollo: [], baseline: [] };
}
