import { chance, createRandom, integer, pick } from '../random';
import type { SeedActivity, SeedParticipation } from '../writing/seed.types';

/** The streams of people are others than those of activities, which stay as they are. */
const SEED = 16;

/**
 * The invented people of a generated activity: a row for most of the participating countries. One activity in four has none.
 * They depend on the position of the activity only.
 */
export function drawPeople(
  { participatingCountries, organisations }: SeedActivity,
  index: number,
): SeedParticipation[] {
  const random = createRandom(SEED, index);
  if (chance(random, 0.25)) return [];
  const participants = Object.values(organisations ?? {}).flat();
  return participatingCountries.flatMap((country): SeedParticipation[] => {
    if (chance(random, 0.2)) return [];
    const organisation = participants.length > 0 && chance(random, 0.3) ? pick(random, participants) : undefined;
    if (chance(random, 0.2)) return [{ country, organisation, unspecified: integer(random, 1, 40) }];
    return [{ country, organisation, women: integer(random, 0, 15), men: integer(random, 1, 20) }];
  });
}
