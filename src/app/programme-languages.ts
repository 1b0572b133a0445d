import type { Logger } from 'pino';
import type { Config } from '../config';
import { readLabels } from '../core/languages/labels';
import { Languages } from '../core/languages/languages';

/**
 * The languages of the programme, with the labels that the operator adds. Logs a warning for each language that lacks some.
 *
 * @throws StartupError if a file with labels is invalid
 */
export function programmeLanguages(
  { locales, defaultLocale, labelsDirectory }: Pick<Config, 'locales' | 'defaultLocale' | 'labelsDirectory'>,
  logger: Logger,
): Languages {
  const labels = labelsDirectory === null ? undefined : readLabels(labelsDirectory);
  const languages = new Languages(locales, defaultLocale, labels);
  for (const locale of locales) {
    const missing = languages.missingLabels(locale);
    if (missing.length > 0)
      logger.warn({ locale, missing }, 'Labels are missing in a language; others are shown instead');
  }
  return languages;
}
