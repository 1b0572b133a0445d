import { chance, integer, pick, pickSome, type Random, weighted } from '../random';
import type { SeedActivityType } from '../writing/seed.types';
import { english } from './generated-activities.english';
import type { GeneratedLanguage, Phrase, PhraseContext } from './generated-activities.language';
import type { GeneratedCountry } from './generated-activities.places';
import type { GeneratedTopic } from './generated-activities.topics';
import { french, russian, spanish } from './generated-activities.translations';

/** The language and the context that the title, description, objectives and news of one activity share. */
export interface Wording {
  readonly code: LanguageCode;
  readonly language: GeneratedLanguage;
  readonly context: PhraseContext;
}

/** What the texts of an activity are about. */
export interface Subject {
  readonly country: GeneratedCountry;
  readonly place: string;
  readonly type: SeedActivityType;
  readonly topic: GeneratedTopic;
  readonly otherTopic: GeneratedTopic;
}

/** The languages of generated texts. */
export type LanguageCode = keyof GeneratedTopic;

const languages: Readonly<Record<LanguageCode, GeneratedLanguage>> = {
  en: english,
  ru: russian,
  fr: french,
  es: spanish,
};

const drawObjectiveCount = weighted<number>([
  [0, 14],
  [1, 12],
  [2, 16],
  [3, 20],
  [4, 15],
  [5, 10],
  [6, 6],
  [7, 3],
  [8, 4],
]);

export function drawWording(random: Random, subject: Subject): Wording {
  return drawWordingIn(random, drawLanguage(random, subject.country), subject);
}

export function drawWordingIn(random: Random, code: LanguageCode, subject: Subject): Wording {
  const language = languages[code];
  const nameOf = (topic: GeneratedTopic): string => (code === 'ru' ? topic.ru : startLower(topic[code]));
  return {
    code,
    language,
    context: {
      kind: language.kinds[subject.type],
      topic: nameOf(subject.topic),
      otherTopic: nameOf(subject.otherTopic),
      audience: pick(random, language.audiences),
      place: subject.place,
      country: subject.country.name,
      edition: integer(random, 1, 24),
    },
  };
}

export function drawTitle(random: Random, { language, context }: Wording): string {
  return startUpper(pick(random, language.titles)(context));
}

export function drawSummary(random: Random, { language, context }: Wording): string {
  return startUpper(pick(random, language.summaries)(context));
}

/** Markdown of about 600 to 1,500 characters: background, a list, and expected results. */
export function drawDescription(random: Random, { language, context }: Wording): string {
  const write = (phrases: readonly Phrase[], count: number): string[] =>
    pickSome(random, phrases, count).map((phrase) => startUpper(phrase(context)));
  const sessions = pickSome(random, language.sessions, 4).map((phrase) => `- ${phrase(context)}`);
  return [
    write(language.background, 3).join(' '),
    `## ${language.programmeHeading}`,
    sessions.join('\n'),
    `## ${language.resultsHeading}`,
    write(language.results, 2).join(' '),
  ].join('\n\n');
}

export function drawObjectives(
  random: Random,
  { language, context }: Wording,
  count = drawObjectiveCount(random),
): string[] {
  return pickSome(random, language.objectives, count).map((phrase) => phrase(context));
}

/** The texts of a news item. */
export interface NewsTexts {
  readonly title: string;
  readonly excerpt: string;
  readonly body?: string;
}

/** Draws the texts of a news item. Unless it is stated, two thirds of the news items have a body. */
export function drawNewsTexts(random: Random, { language, context }: Wording, hasBody?: boolean): NewsTexts {
  const title = startUpper(pick(random, language.newsTitles)(context));
  const excerpt = startUpper(pick(random, language.newsExcerpts)(context));
  if (!(hasBody ?? !chance(random, 1 / 3))) return { title, excerpt };
  const paragraphs = pickSome(random, [...language.background, ...language.results], 3);
  return { title, excerpt, body: paragraphs.map((phrase) => startUpper(phrase(context))).join('\n\n') };
}

/** English for most activities. Some are in Russian, French or Spanish, mostly where the country speaks it. */
function drawLanguage(random: Random, country: GeneratedCountry): LanguageCode {
  if (chance(random, 0.03)) return 'es';
  if (country.languages.length === 0) return 'en';
  const local = pick(random, country.languages);
  return chance(random, local === 'ru' ? 0.2 : 0.5) ? local : 'en';
}

function startLower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function startUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
