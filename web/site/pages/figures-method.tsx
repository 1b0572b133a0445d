import type { Page } from '../page';
import { Html } from '../parts/html';

/** The HTML of docs/figures.md, which the build defines. */
declare const FIGURES_METHOD: string;

/** What each figure means and how it is counted. The document is in English. */
export const figuresMethod: Page = {
  path: '/figures/method',
  show: (visit) =>
    Promise.resolve({
      title: visit.translate('figures.method'),
      itemLocale: 'en',
      body: (
        <article {...visit.inLanguage('en')}>
          <Html text={FIGURES_METHOD} />
        </article>
      ),
    }),
};
