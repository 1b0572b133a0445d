import { raw, type Sql } from '../../../database/sql/sql';
import { ParticipantCount } from './participation';

export const COUNTS_OF_PEOPLE = ['women', 'men', 'unspecified'] as const;

/** Sums of published rows as a statement gives them. PostgreSQL gives sums as texts. */
export type Sums = Readonly<Record<(typeof COUNTS_OF_PEOPLE)[number], number | string>>;

/** Selects the sums of published rows under the alias. */
export function sumsOfPeople(alias: string): Sql {
  return raw(COUNTS_OF_PEOPLE.map((count) => `coalesce(sum(${alias}.${count}), 0) AS ${count}`).join(', '));
}

export function toParticipantCount(sums: Sums): ParticipantCount {
  const [women, men, unspecified] = [Number(sums.women), Number(sums.men), Number(sums.unspecified)];
  return Object.assign(new ParticipantCount(), { women, men, unspecified, total: women + men + unspecified });
}
