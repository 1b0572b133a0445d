import { raw, type Sql } from '../../../database/sql/sql';
import { ParticipantCount } from './participation';

export const COUNTS_OF_PEOPLE = ['women', 'men', 'unspecified'] as const;

/** Sums of published rows as a statement gives them. PostgreSQL gives sums as texts. */
export type Sums = Readonly<Record<(typeof COUNTS_OF_PEOPLE)[number], number | string>>;

/** Selects the sums of published rows under the alias. */
export function sumsOfPeople(alias: string): Sql {
  return raw(COUNTS_OF_PEOPLE.map((count) => `coalesce(sum(${alias}.${count}), 0) AS ${count}`).join(', '));
}

/** The largest number that GraphQL's Int can hold (GraphQL specification, October 2021, 3.5.1). */
const MAX_INT = 2_147_483_647;

/** Cuts sums at the largest Int: a larger one would be an error, and the whole response could have no statistics. */
export function toParticipantCount(sums: Sums): ParticipantCount {
  const [women, men, unspecified] = [Number(sums.women), Number(sums.men), Number(sums.unspecified)];
  const total = women + men + unspecified;
  return Object.assign(new ParticipantCount(), {
    women: Math.min(women, MAX_INT),
    men: Math.min(men, MAX_INT),
    unspecified: Math.min(unspecified, MAX_INT),
    total: Math.min(total, MAX_INT),
  });
}
