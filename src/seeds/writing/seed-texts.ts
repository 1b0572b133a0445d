import { hashText, outdatedTexts } from '../../core/fields/translation-values';
import { type Translation, TranslationState } from '../../core/languages/translation.entity';
import { renderMarkdown } from '../../core/markdown/render-markdown';
import { renderedFrom, type RenderedMarkdown } from '../../core/markdown/rendered-markdown';
import type { ActivityTranslation } from '../../modules/catalogue/activity/activity.entity';
import type { NetworkTranslation } from '../../modules/catalogue/network/network.entity';
import type { NewsItemTranslation } from '../../modules/catalogue/news/news-item.entity';
import type { RestrictedDocumentTranslation } from '../../modules/documents/document/restricted-document-translation.entity';
import type {
  SeedActivity,
  SeedDocument,
  SeedNamed,
  SeedNewsItem,
  SeedTranslation,
  SeedTranslationStatus,
} from './seed.types';

/** The HTML of a seed's text. Seeds are part of the program, so no worker bounds them. */
export function rendered(markdown: string | null): RenderedMarkdown {
  return renderedFrom(markdown, markdown === null ? null : renderMarkdown(markdown));
}

/** The translations of an activity, which were made at the instant `at`. */
export function activityTranslations(seed: SeedActivity, at: string): Partial<ActivityTranslation>[] {
  return (seed.translations ?? []).map((translation) => {
    const { status, texts } = columnsOf(seed, translation, at, ['description', 'place']);
    const { description = null, place = null, ...others } = texts;
    // Seeds translate no texts within results and locations.
    const lacksTexts = (seed.locations ?? []).length + (seed.results ?? []).length > 0;
    const hasOutdatedTexts = lacksTexts ? 1 : status.hasOutdatedTexts!;
    return { ...status, hasOutdatedTexts, ...others, description, descriptionHtml: rendered(description), place };
  });
}

/** The translations of a news item, which were made at the instant `at`. */
export function newsTranslations(seed: Omit<SeedNewsItem, 'activities'>, at: string): Partial<NewsItemTranslation>[] {
  return (seed.translations ?? []).map((translation) => {
    const { status, texts } = columnsOf(seed, translation, at, ['body']);
    const { body = null, ...others } = texts;
    return { ...status, ...others, body, bodyHtml: rendered(body) };
  });
}

/** The translations of a document, which were made at the instant `at`. */
export function documentTranslations(seed: SeedDocument, at: string): Partial<RestrictedDocumentTranslation>[] {
  return (seed.translations ?? []).map((translation) => {
    const { status, texts } = columnsOf(seed, translation, at, []);
    return { ...status, ...texts };
  });
}

/**
 * The translations of a name and a description, which were made at the instant `at`.
 *
 * @param isDescribed false if items of the type have no description
 */
export function nameTranslations(seed: SeedNamed, at: string, isDescribed: boolean): Partial<NetworkTranslation>[] {
  return (seed.translations ?? []).map((translation) => {
    const { status, texts } = columnsOf(seed, translation, at, isDescribed ? ['description'] : []);
    const { name, description = null } = texts;
    return { ...status, name, description, descriptionHtml: rendered(description) };
  });
}

/**
 * The columns that every translation has, and its texts.
 *
 * @param optional texts that the seed may lack: the base names them as well, so that one that is written later is noticed
 */
function columnsOf<T extends SeedTranslation>(
  seed: object,
  { locale, state, madeFrom, ...texts }: T,
  updatedAt: string,
  optional: readonly string[],
): { readonly status: Partial<Translation>; readonly texts: Omit<T, 'locale' | keyof SeedTranslationStatus> } {
  const names = new Set([...Object.keys(texts), ...optional]);
  const originalsIn = (of: object): object =>
    Object.fromEntries([...names].map((name) => [name, (of as Record<string, unknown>)[name] ?? null]));
  const translated = Object.entries(originalsIn({ ...seed, ...madeFrom }));
  const base = Object.fromEntries(translated.map(([name, text]) => [name, hashText(text)]));
  const isOutdated = madeFrom !== undefined && outdatedTexts(originalsIn(seed), { base }).length > 0;
  const hasOutdatedTexts = isOutdated ? 1 : 0;
  return {
    status: { locale, state: TranslationState[state ?? 'PUBLISHED'], base, updatedAt, hasOutdatedTexts },
    texts,
  };
}
