import { createRandom } from '../random';
import type { SeedActivityTranslation, SeedNewsTranslation } from '../writing/seed.types';
import {
  drawDescription,
  drawNewsTexts,
  drawObjectives,
  drawSummary,
  drawTitle,
  drawWordingIn,
  type LanguageCode,
  type Subject,
} from './generated-activities.texts';
import type { GeneratedTopic } from './generated-activities.topics';
import type { GeneratedActivity, GeneratedNewsItem } from './generated-activities.types';

/** The languages that generated activities can be translated into, in an order that never changes. */
export const translationLanguages: readonly LanguageCode[] = ['en', 'ru', 'fr', 'es'];

/** An activity before it is translated, with what its texts are about. */
export interface Untranslated {
  readonly activity: GeneratedActivity;
  readonly subject: Subject;
  /** The activity has the first few of them. */
  readonly topics: readonly GeneratedTopic[];
}

/**
 * The activity with translations of its texts and its news into these languages, except its own. Each translation depends
 * only on the seed, the position and the language. It has as many topics and objectives as the original, and a body for
 * each news item that has one.
 */
export function translated(
  { activity, subject, topics }: Untranslated,
  languages: readonly LanguageCode[],
  { seed, index }: { readonly seed: number; readonly index: number },
): GeneratedActivity {
  const others = languages.filter((code) => code !== activity.originalLocale);
  if (others.length === 0) return activity;
  const drawn = others.map((code) => {
    const random = createRandom(seed + 1 + translationLanguages.indexOf(code), index);
    const wording = drawWordingIn(random, code, subject);
    const own: SeedActivityTranslation = {
      locale: code,
      title: drawTitle(random, wording),
      summary: drawSummary(random, wording),
      description: drawDescription(random, wording),
      place: activity.place,
      topics: topics.slice(0, activity.topics.length).map((topic) => topic[code]),
      objectives: drawObjectives(random, wording, activity.objectives.length),
    };
    const news = activity.newsItems.map((item): SeedNewsTranslation => {
      const { title, excerpt, body } = drawNewsTexts(random, wording, item.body !== undefined);
      return { locale: code, title, excerpt, body };
    });
    return { own, news };
  });
  return {
    ...activity,
    translations: drawn.map(({ own }) => own),
    newsItems: activity.newsItems.map((item, position): GeneratedNewsItem => ({
      ...item,
      translations: drawn.map(({ news }) => news[position]!),
    })),
  };
}
