import { chance, createRandom, integer, pick, pickSome, type Random, ranked, weighted } from '../random';
import { drawDates, drawInstantAfter, type GeneratedDates } from './generated-activities.dates';
import {
  documentTitles,
  drawComponent,
  drawDocumentCount,
  drawNetworkCount,
  drawNewsCount,
  drawState,
  drawTopicCount,
  drawType,
  drawYear,
  networks,
} from './generated-activities.distributions';
import { drawOrganisations } from './generated-activities.organisations';
import { generatedCountries, type GeneratedCountry, networkByRegion } from './generated-activities.places';
import {
  drawDescription,
  drawNewsTexts,
  drawObjectives,
  drawSummary,
  drawTitle,
  drawWording,
  type LanguageCode,
  type Subject,
  type Wording,
} from './generated-activities.texts';
import { type GeneratedTopic, generatedTopics } from './generated-activities.topics';
import { translated, type Untranslated } from './generated-activities.translated';
import type { GeneratedActivity } from './generated-activities.types';

/** Activities per block. The first one of each block has a published news item that others in the block share. */
const NEWS_BLOCK_SIZE = 25;

const drawCountry = weighted(generatedCountries.map((country) => [country, country.weight] as const));
const drawTopic = ranked(generatedTopics);
const drawNeighbourByRegion = new Map(
  generatedCountries.map(({ region }) => {
    const neighbours = generatedCountries.filter((country) => country.region === region);
    return [region, weighted(neighbours.map((country) => [country, country.weight] as const))] as const;
  }),
);

/**
 * Generates invented activities for tests of load and size, one at a time. Each activity depends only on the seed and its
 * position, so a longer run starts with the activities of a shorter one. The activities refer to the programmes,
 * components, regions, networks and organisations of the demonstration programme.
 *
 * @param translations the languages that activities and news in another language are translated into
 * @throws RangeError when the count is not an integer from 0 up, or the seed is not an integer
 */
export function generateActivities({
  count,
  seed,
  translations = [],
}: {
  count: number;
  seed: number;
  translations?: readonly LanguageCode[];
}): Iterable<GeneratedActivity> {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError('count must be an integer from 0 up');
  if (!Number.isSafeInteger(seed)) throw new RangeError('seed must be an integer');
  return generate(count, seed, translations);
}

function* generate(count: number, seed: number, languages: readonly LanguageCode[]): Generator<GeneratedActivity> {
  for (let index = 0; index < count; index += 1) {
    yield translated(generateActivity(createRandom(seed, index), index), languages, { seed, index });
  }
}

function generateActivity(random: Random, index: number): Untranslated {
  const number = String(index + 1).padStart(6, '0');
  const startYear = drawYear(random);
  const dates = drawDates(random, startYear);
  const year = dates.startsOn === undefined && chance(random, 0.5) ? undefined : startYear;
  const country = drawCountry(random);
  const place = pick(random, country.places);
  const type = drawType(random);
  const topics = drawTopics(random);
  const [topic, otherTopic] = topics;
  const subject: Subject = { country, place, type, topic, otherTopic };
  const wording = drawWording(random, subject);
  const programme = drawProgramme(random, startYear);
  const state = index % NEWS_BLOCK_SIZE === 0 ? 'PUBLISHED' : drawState(random);

  const activity: GeneratedActivity = {
    slug: `${slugOf(type)}-${slugOf(topic.en)}-${number}`,
    originalLocale: wording.code,
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
    documents: pickSome(random, documentTitles, drawDocumentCount(random)).map((title) => ({
      title,
      isComplete: true,
    })),
    state,
    publishAt: state === 'SCHEDULED' ? drawPublishAt(random) : undefined,
    ...drawNews(random, index, wording, dates),
    // Drawn last, so that the other values stay as in earlier versions.
    organisations: drawOrganisations(random, programme),
  };
  return { activity, subject, topics };
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

/** Draws four topics. The activity has the first few of them, and its texts mention the first two. */
function drawTopics(random: Random): [GeneratedTopic, GeneratedTopic, GeneratedTopic, GeneratedTopic] {
  const first = drawTopic(random);
  const second = drawOtherTopic(random, [first]);
  const third = drawOtherTopic(random, [first, second]);
  return [first, second, third, drawOtherTopic(random, [first, second, third])];
}

function drawOtherTopic(random: Random, excluded: readonly GeneratedTopic[]): GeneratedTopic {
  let topic = drawTopic(random);
  while (excluded.includes(topic)) topic = drawTopic(random);
  return topic;
}

/** EU-ACT in the years in which it ran; sometimes another programme, or none. */
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

/** Two to six countries. The host comes first, and most of the others are from its region. */
function drawParticipants(random: Random, host: GeneratedCountry): string[] {
  const count = integer(random, 2, 6);
  const codes = new Set([host.code]);
  const drawNeighbour = drawNeighbourByRegion.get(host.region) ?? drawCountry;
  while (codes.size < count) codes.add((chance(random, 0.7) ? drawNeighbour(random) : drawCountry(random)).code);
  return [...codes];
}

function drawNews(
  random: Random,
  index: number,
  wording: Wording,
  dates: GeneratedDates,
): Pick<GeneratedActivity, 'newsItems' | 'sharedNewsItems'> {
  const positionInBlock = index % NEWS_BLOCK_SIZE;
  const isSharing = positionInBlock > 0 && chance(random, 0.1);
  const count = drawNewsCount(random);
  // The first activity of a block always has a news item to share. An activity has at most three, including a shared one.
  const own = positionInBlock === 0 ? Math.max(1, count) : Math.min(count, isSharing ? 2 : 3);
  const newsItems = Array.from({ length: own }, (_, position) => ({
    slug: newsSlug(index, position),
    originalLocale: wording.code,
    ...drawNewsTexts(random, wording),
    publishedAt: drawInstantAfter(random, dates.endsOn ?? dates.startsOn),
  }));
  return { newsItems, sharedNewsItems: isSharing ? [newsSlug(index - positionInBlock, 0)] : [] };
}

function newsSlug(activityIndex: number, position: number): string {
  return `news-${String(activityIndex + 1).padStart(6, '0')}-${String(position + 1)}`;
}

/** So far in the future that scheduled activities stay scheduled in every test and demonstration. */
function drawPublishAt(random: Random): string {
  return `20${String(integer(random, 60, 79))}-0${String(integer(random, 1, 9))}-01T09:00:00Z`;
}
