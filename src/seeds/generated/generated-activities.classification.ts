import { chance, createRandom, integer, pickSome, type Random, weighted } from '../random';
import type { SeedActivity, SeedLocation } from '../writing/seed.types';

/** The streams of the classification are others than those of activities, which stay as they are. */
const SEED = 15;

type Status = NonNullable<SeedActivity['status']>;

const drawStatusOfPast = weighted<Status>([
  ['CLOSED', 82],
  ['FINALISATION', 10],
  ['CANCELLED', 5],
  ['SUSPENDED', 3],
]);

const drawStatusOfPresent = weighted<Status>([
  ['IMPLEMENTATION', 60],
  ['PIPELINE', 25],
  ['FINALISATION', 10],
  ['SUSPENDED', 5],
]);

const HELD: readonly (Status | undefined)[] = ['IMPLEMENTATION', 'FINALISATION', 'CLOSED', 'SUSPENDED'];
const OVER: readonly (Status | undefined)[] = ['FINALISATION', 'CLOSED'];

const sdgs = ['3.5', '5.2', '8.7', '10.7', '16', '16.1', '16.2', '16.3', '16.4', '16.5', '16.6', '16.a', '17', '17.9'];
const policyMarkers = ['1', '2', '3', '4', '9', '10'];

/**
 * The invented classification of a generated activity: status, dates, identifier, goals, policy markers and locations. Each is
 * sometimes absent. It depends on the position of the activity only.
 */
export function drawClassification(activity: SeedActivity, index: number): Partial<SeedActivity> {
  const random = createRandom(SEED, index);
  const drawn = (activity.year ?? 2019) < 2024 ? drawStatusOfPast(random) : drawStatusOfPresent(random);
  const status = chance(random, 0.1) ? undefined : drawn;
  const [start, end] = [dayOf(activity.startsOn), dayOf(activity.endsOn)];
  const isPlanned = chance(random, 0.8);
  return {
    status,
    plannedStart: isPlanned ? start : undefined,
    plannedEnd: isPlanned ? end : undefined,
    actualStart: HELD.includes(status) ? start : undefined,
    actualEnd: OVER.includes(status) ? end : undefined,
    iatiIdentifier: chance(random, 0.7) ? `XX-GENERATED-${String(index + 1).padStart(6, '0')}` : undefined,
    sdgs: pickSome(random, sdgs, integer(random, 0, 3)),
    policyMarkers: pickSome(random, policyMarkers, integer(random, 0, 2)),
    locations: activity.place === undefined ? [] : [drawLocation(random, activity.place)],
  };
}

/** A date that is known to the day. */
function dayOf(date: string | undefined): string | undefined {
  return date?.length === 10 ? date : undefined;
}

function drawLocation(random: Random, name: string): SeedLocation {
  if (chance(random, 0.4)) return { name, point: null, exactness: null };
  const point = { latitude: integer(random, -3500, 5500) / 100, longitude: integer(random, -2500, 12_500) / 100 };
  return { name, point, exactness: chance(random, 0.5) ? '2' : null };
}
