import {
  SiteNewsItemDocument,
  type SiteNewsItemPageFragment as NewsItem,
} from '../../../clients/typescript/src/site.js';
import type { Page, PageContent } from '../page';
import { Attachments } from '../parts/attachments';
import { ActivityCards } from '../parts/cards';
import { Links } from '../parts/facts';
import { Html } from '../parts/html';
import { Figure, Gallery } from '../parts/picture';
import type { Visit } from '../visit';

/** A news item with its activities. */
export const newsItem: Page = {
  path: '/news/:slug',
  show: async (visit, { slug = '' }) => {
    const { newsItem: found } = await visit.api.request(SiteNewsItemDocument, { slug });
    return found && newsItemContent(visit, found);
  },
};

export function newsItemContent(visit: Visit, found: NewsItem): PageContent {
  const { translate: t, dates } = visit;
  const { title, excerpt, bodyHtml, publishedAt, cover, gallery, links, relatedActivities, locale } = found;
  return {
    title,
    description: excerpt,
    itemLocale: locale,
    availableLocales: found.availableLocales,
    image: cover?.plain,
    structuredData: {
      '@type': 'NewsArticle',
      headline: title,
      description: excerpt,
      inLanguage: locale,
      ...(publishedAt !== null && { datePublished: publishedAt }),
      ...(cover && { image: cover.plain }),
    },
    body: (
      <article {...visit.inLanguage(locale)}>
        <header>
          {publishedAt !== null && (
            <p className="meta" {...visit.pageLanguage}>
              <time dateTime={publishedAt}>{dates.day(publishedAt)}</time>
            </p>
          )}
          <h1>{title}</h1>
          <p className="lead">{excerpt}</p>
          {cover && <Figure visit={visit} picture={cover} sizes="(min-width: 72rem) 70rem, 100vw" isLazy={false} />}
        </header>
        {bodyHtml !== null && <Html text={bodyHtml} heading={2} />}
        <Gallery visit={visit} pictures={gallery} />
        <Attachments visit={visit} attachments={found.attachments} />
        <Links visit={visit} locale={locale} links={links} />
        {relatedActivities.length > 0 && (
          <section {...visit.interfaceLanguage}>
            <h2>{t('news.activities')}</h2>
            <ActivityCards visit={visit} items={relatedActivities} />
          </section>
        )}
      </article>
    ),
  };
}
