import type { Page } from '../page';
import { Html } from '../parts/html';

/** The HTML of how figures are counted, by language. The build defines it. */
declare const FIGURES_METHOD: Readonly<Record<string, string>> & { readonly en: string };

/** What each figure means and how it is counted, in English if it is not in the language of the visit. */
export const figuresMethod: Page = {
  path: '/figures/method',
  show: (visit) => {
    const translated = FIGURES_METHOD[visit.locale];
    const locale = translated === undefined ? 'en' : visit.locale;
    return Promise.resolve({
      title: visit.translate('figures.method'),
      itemLocale: locale,
      body: (
        <article {...visit.inLanguage(locale)}>
          <Html text={translated ?? FIGURES_METHOD.en} />
        </article>
      ),
    });
  },
};
