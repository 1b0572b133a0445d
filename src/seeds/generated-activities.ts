import type { SeedActivity, SeedNewsItem, SeedPublicationState } from './demonstration.types';
import { drawDates, drawInstantAfter, type GeneratedDates } from './generated-activities.dates';
import {
  drawYear,
  drawType,
  drawState,
  drawComponent,
  networks,
  drawNetworkCount,
  drawTopicCount,
  drawNewsCount,
  drawDocumentCount,
  documentTitles,
} from './generated-activities.distributions';
import { generatedCountries, networkByRegion, type GeneratedCountry } from './generated-activities.places';
import {
  chance,
  createRandom,
  integer,
  pick,
  pickSome,
  ranked,
  weighted,
  type Random,
} from './generated-activities.random';
import {
  drawDescription,
  drawNewsTexts,
  drawObjectives,
  drawSummary,
  drawTitle,
  drawWording,
  type Wording,
} from './generated-activities.texts';
import { generatedTopics, type GeneratedTopic } from './generated-activities.topics';

/** A news item that comes with the activity that reported it first. */
export type GeneratedNewsItem = Omit<SeedNewsItem, 'activities'>;

/** `startsOn`, `code` and other cells of the table are absent where a real programme would not know them. */
export interface GeneratedActivity extends SeedActivity {
  readonly state: SeedPublicationState;
  /** Only when the state is SCHEDULED. */
  readonly publishAt?: string | undefined;
  /** To be created with this activity, in its state, and related to it. */
  readonly newsItems: readonly GeneratedNewsItem[];
  /** Slugs of published news items that came with an earlier activity of the same run and relate to this one as well. */
  readonly sharedNewsItems: readonly string[];
}

/** The first activity of each block of this many carries a published news item that others in the block share. */
const newsBlock = 25;

const drawCountry = weighted(generatedCountries.map((country) => [country, country.weight] as const));
const drawTopic = ranked(generatedTopics);
const drawNeighbourByRegion = new Map(
  generatedCountries.map(({ region }) => {
    const neighbours = generatedCountries.filter((country) => country.region === region);
    return [region, weighted(neighbours.map((country) => [country, country.weight] as const))] as const;
  }),
);

/**
 * Invented activities for load and size tests, in a fixed order and one at a time.
 * The activity at a position depends on the seed and the position alone: a longer run begins with the shorter one.
 * Programmes, components, regions and networks are those of the demonstration programme.
 *
 * @throws RangeError when the count is not a whole number from 0 up, or the seed not a whole number.
 */
export function generateActivities({ count, seed }: { count: number; seed: number }): Iterable<GeneratedActivity> {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError('count must be a whole number from 0 up');
  if (!Number.isSafeInteger(seed)) throw new RangeError('seed must be a whole number');
  return generate(count, seed);
}

function* generate(count: number, seed: number): Generator<GeneratedActivity> {
  for (let index = 0; index < count; index += 1) yield generateActivity(createRandom(seed, index), index);
}

function generateActivity(random: Random, index: number): GeneratedActivity {
  const number = String(index + 1).padStart(6, '0');
  const startYear = drawYear(random);
  const dates = drawDates(random, startYear);
  const year = dates.startsOn === undefined && chance(random, 0.5) ? undefined : startYear;
  const country = drawCountry(random);
  const place = pick(random, country.places);
  const type = drawType(random);
  const topics = drawTopics(random);
  const [topic, otherTopic] = topics;
  const wording = drawWording(random, { country, place, type, topic, otherTopic });
  const programme = drawProgramme(random, startYear);
  const state = index % newsBlock === 0 ? 'PUBLISHED' : drawState(random);

  return {
    slug: `${slugOf(type)}-${slugOf(topic.en)}-${number}`,
    title: drawTitle(random, wording),
    summary: drawSummary(random, wording),
    description: drawDescription(random, wording),
    ...dates,
    programme,
    code:
      year === undefined ? undefined : orUnknown(random, 0.025, `${codePrefix(programme)}-${String(year)}-${number}`),
    year,
    component: programme === 'eu-act' ? orUnknown(random, 0.01, drawComponent(random)) : undefined,
    region: orUnknown(random, 0.06, country.region),
    country: orUnknown(random, 0.07, country.code),
    place: orUnknown(random, 0.08, place),
    activityType: orUnknown(random, 0.06, type),
    networks: drawNetworks(random, country),
    participatingCountries: drawParticipants(random, country),
    topics: topics.slice(0, drawTopicCount(random)).map(({ en }) => en),
    objectives: drawObjectives(random, wording),
    documents: pickSome(random, documentTitles, drawDocumentCount(random)).map((title) => ({ title })),
    state,
    publishAt: state === 'SCHEDULED' ? farInstant(random) : undefined,
    ...drawNews(random, index, wording, dates),
  };
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
}

function codePrefix(programme: string | undefined): string {
  return (programme ?? 'joint').toUpperCase();
}

function orUnknown<T>(random: Random, probability: number, value: T): T | undefined {
  return chance(random, probability) ? undefined : value;
}

/** Four, of which an activity is filed under the first few; its texts speak of the first two. */
function drawTopics(random: Random): [GeneratedTopic, GeneratedTopic, GeneratedTopic, GeneratedTopic] {
  const first = drawTopic(random);
  const second = drawOtherTopic(random, [first]);
  const third = drawOtherTopic(random, [first, second]);
  return [first, second, third, drawOtherTopic(random, [first, second, third])];
}

function drawOtherTopic(random: Random, taken: readonly GeneratedTopic[]): GeneratedTopic {
  let topic = drawTopic(random);
  while (taken.includes(topic)) topic = drawTopic(random);
  return topic;
}

/** EU-ACT in the years it ran, with a few activities of the other programmes and of none. */
function drawProgramme(random: Random, year: number): string | undefined {
  if (year >= 2024) return pick(random, ['eu-act-ii', 'euromed-justice-vi']);
  if (year < 2016) return undefined;
  if (year === 2016) return 'euromed-justice-iv';
  if (!chance(random, 0.03)) return 'eu-act';
  return orUnknown(random, 0.5, year < 2020 ? 'euromed-justice-iv' : 'euromed-justice-v');
}

function drawNetworks(random: Random, country: GeneratedCountry): string[] {
  const chosen = new Set([networkByRegion[country.region] ?? pick(random, networks)]);
  for (const network of pickSome(random, networks, drawNetworkCount(random) - 1)) chosen.add(network);
  return [...chosen];
}

/** Two to six countries, the host first and most of the others from its region. */
function drawParticipants(random: Random, host: GeneratedCountry): string[] {
  const wanted = integer(random, 2, 6);
  const codes = new Set([host.code]);
  const drawNeighbour = drawNeighbourByRegion.get(host.region) ?? drawCountry;
  while (codes.size < wanted) codes.add((chance(random, 0.7) ? drawNeighbour(random) : drawCountry(random)).code);
  return [...codes];
}

function drawNews(
  random: Random,
  index: number,
  wording: Wording,
  dates: GeneratedDates,
): Pick<GeneratedActivity, 'newsItems' | 'sharedNewsItems'> {
  const positionInBlock = index % newsBlock;
  const sharesNews = positionInBlock > 0 && chance(random, 0.1);
  const count = drawNewsCount(random);
  // The first of a block always has one to share; nobody has more than three, the shared one included.
  const own = positionInBlock === 0 ? Math.max(1, count) : Math.min(count, sharesNews ? 2 : 3);
  const newsItems = Array.from({ length: own }, (_, position) => ({
    slug: newsSlug(index, position),
    ...drawNewsTexts(random, wording),
    publishedAt: drawInstantAfter(random, dates.endsOn ?? dates.startsOn),
  }));
  return { newsItems, sharedNewsItems: sharesNews ? [newsSlug(index - positionInBlock, 0)] : [] };
}

function newsSlug(activityIndex: number, position: number): string {
  return `news-${String(activityIndex + 1).padStart(6, '0')}-${String(position + 1)}`;
}

// So late that what is scheduled stays scheduled in every test and demonstration.
function farInstant(random: Random): string {
  return `20${String(integer(random, 60, 79))}-0${String(integer(random, 1, 9))}-01T09:00:00Z`;
}
