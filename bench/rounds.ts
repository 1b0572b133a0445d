import type { BenchCase } from './cases';
import { parties, type Measurement, type Party, type Subject } from './subject';

const mostRequests = 5000;

/**
 * The engine compiles what runs hot in several steps; few requests would measure its interpreter and its compiler. It
 * was seen to compile until about 9,000 requests of one kind.
 */
const warmUp = { seconds: 8, requests: 9000 };

/** What all rounds of one case on one database gave, in their order. */
export interface Result {
  readonly subject: Subject;
  readonly benchCase: BenchCase;
  readonly rounds: Readonly<Record<Party, readonly Measurement[]>>;
}

/**
 * Measures every case on every subject, the server and the others in turn. Whatever else the machine does falls on all, and what is compared is compared within a round. A round before the first only warms up.
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
      rounds: noRounds(),
    })),
  );
  for (let round = 0; round <= rounds; round += 1) {
    const inTurn = round % 2 === 0 ? parties : [...parties].reverse();
    for (const benchCase of cases) {
      for (const result of results.filter((each) => each.benchCase === benchCase)) {
        for (const party of inTurn) {
          const bounds = round === 0 ? warmUp : { seconds, requests: mostRequests };
          const measurement = await result.subject.measure(party, benchCase, round, bounds);
          if (round > 0) result.rounds[party].push(measurement);
        }
      }
    }
  }
  return results;
}

function noRounds(): Record<Party, Measurement[]> {
  return { server: [], apollo: [], baseline: [] };
}
