import type { Content } from '../../../core/fields/content';
import { withTranslation } from '../../../core/fields/localized-fields';
import { isLocalized, localesOf, type LocalizedContent } from '../../../core/fields/translation-values';
import { TranslationState } from '../../../core/languages/translation.entity';
import type { Problems } from '../../../core/mutations/problems';
import type { PublishableDefinition } from '../publishable';
import type { Change } from '../publishable-changes';
import { transitions } from './transitions';

/**
 * Publishes an item in some languages: their translations, and the item itself if its original language is one of them.
 * Adds a problem (`input.locales`) for each language in which the item does not exist.
 */
export function publishIn<C extends Content>(type: PublishableDefinition<C>, locales: readonly string[]): Change<C> {
  return (before, unit, problems) => {
    const content = localized(before.content);
    checkLocales(content, locales, problems);
    const after = { ...before, content: withStates(type, content, locales, TranslationState.PUBLISHED, unit.now) };
    return locales.includes(content.originalLocale) ? transitions.publish.next(after, unit) : after;
  };
}

/**
 * Makes the translations of an item into some languages drafts again. The item itself and its other translations stay as
 * they are. Adds a problem (`input.locales`) for each language in which the item has no translation.
 */
export function withdrawFrom<C extends Content>(type: PublishableDefinition<C>, locales: readonly string[]): Change<C> {
  return (before, { now }, problems) => {
    const content = localized(before.content);
    checkLocales(content, locales, problems);
    const original = locales.indexOf(content.originalLocale);
    if (original >= 0) {
      const reason = 'must not be the original language, since no other language is shown without it';
      problems.add(`input.locales.${original}`, 'INVALID', reason);
    }
    return { ...before, content: withStates(type, content, locales, TranslationState.DRAFT, now) };
  };
}

/** @throws Error if the items of the type have no translations */
function localized<C extends Content>(content: C): C & LocalizedContent {
  if (!isLocalized(content)) throw new Error('The type has no translations');
  return content;
}

function checkLocales(content: LocalizedContent, locales: readonly string[], problems: Problems): void {
  if (locales.length === 0) problems.add('input.locales', 'REQUIRED', 'must name at least one language');
  const known = localesOf(content);
  const named = new Set<string>();
  for (const [index, locale] of locales.entries()) {
    const path = `input.locales.${index}`;
    if (!known.includes(locale)) problems.add(path, 'UNKNOWN', 'must be a language in which the item exists');
    else if (named.has(locale)) problems.add(path, 'INVALID', 'must not repeat an earlier entry');
    named.add(locale);
  }
}

/** The content with its translations into some languages in a state. */
function withStates<C extends Content>(
  { content: set }: PublishableDefinition<C>,
  content: C & LocalizedContent,
  locales: readonly string[],
  state: TranslationState,
  now: string,
): C {
  return content.translations
    .filter(({ locale }) => locales.includes(locale))
    .reduce((changed, { locale }) => withTranslation(set, changed, { locale, state }, now), content);
}
