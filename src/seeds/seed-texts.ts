import { hashText } from '../core/fields/translation-values';
import { TranslationState, type Translation } from '../core/languages/translation.entity';
import { renderMarkdown } from '../core/markdown/render-markdown';
import { renderedFrom, type RenderedMarkdown } from '../core/markdown/rendered-markdown';
import type { ActivityTranslation } from '../modules/catalogue/activity/activity-translation.entity';
import type { NewsItemTranslation } from '../modules/catalogue/news/news-item-translation.entity';
import type { SeedActivity, SeedNewsItem } from './demonstration.types';

/** The HTML of a seed's text. Seeds are part of the program, so no worker bounds them. */
export function rendered(markdown: string | null): RenderedMarkdown {
  return renderedFrom(markdown, markdown === null ? null : renderMarkdown(markdown));
}

/** The published translations of an activity, which were made at the instant `at`. */
export function activityTranslations(seed: SeedActivity, at: string): Partial<ActivityTranslation>[] {
  return (seed.translations ?? []).map(({ locale, ...texts }) => {
    const { description = null, place = null, ...others } = texts;
    const columns = { ...others, description, descriptionHtml: rendered(description), place };
    return { ...publishedTranslation(locale, seed, texts, at), ...columns };
  });
}

/** The published translations of a news item, which were made at the instant `at`. */
export function newsTranslations(seed: Omit<SeedNewsItem, 'activities'>, at: string): Partial<NewsItemTranslation>[] {
  return (seed.translations ?? []).map(({ locale, ...texts }) => {
    const { body = null, ...others } = texts;
    return { ...publishedTranslation(locale, seed, texts, at), ...others, body, bodyHtml: rendered(body) };
  });
}

/** The columns of a translation of the present texts, apart from its own texts. */
function publishedTranslation(locale: string, seed: object, texts: object, updatedAt: string): Partial<Translation> {
  const originals = seed as Readonly<Record<string, unknown>>;
  const base = Object.fromEntries(Object.keys(texts).map((name) => [name, hashText(originals[name] ?? null)]));
  return { locale, state: TranslationState.PUBLISHED, base, updatedAt };
}
