import type { ReactElement } from 'react';
import type { PublishableType } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { publicPageOf } from './public-pages';
import type { PublishableItem } from './publishable-item';

interface PublicPageLinksProps {
  readonly type: PublishableType;
  /** An item that is published. */
  readonly item: PublishableItem;
}

/** Leads to the public page of an item in each language that is published. Shows nothing if the server knows no page. */
export function PublicPageLinks({ type, item }: PublicPageLinksProps): ReactElement | null {
  const { t, languageName } = useInterface();
  const { locales } = useSession();
  if (!('slug' in item)) return null;
  const published = (item.translations ?? []).filter(({ state }) => state === 'PUBLISHED').map(({ locale }) => locale);
  const ofProgramme = [item.originalLocale, ...published].filter((one) => locales.some(({ locale }) => locale === one));
  // In a language that the programme no longer has, the item is shown on the pages of the others.
  const shown = ofProgramme.length === 0 ? [locales[0]!.locale] : ofProgramme;
  // Where pages are elsewhere, all languages have the same address.
  const localesOfPages = new Map(shown.map((locale) => [publicPageOf(type, item.slug, locale), locale] as const));
  return (
    <>
      {[...localesOfPages].map(
        ([page, locale]) =>
          page !== null && (
            <p key={page}>
              <a href={page} target="_blank" rel="noreferrer">
                {localesOfPages.size === 1
                  ? t('publishing.page')
                  : t('publishing.pageIn', { language: languageName(locale) })}
              </a>
            </p>
          ),
      )}
    </>
  );
}
