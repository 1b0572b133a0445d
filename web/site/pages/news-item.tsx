import { SiteNewsItemDocument } from '../../../clients/typescript/src/index.js';
import type { Page } from '../page';
import { Attachments } from '../parts/attachments';
import { ActivityCards } from '../parts/cards';
import { Links } from '../parts/facts';
import { Html } from '../parts/html';
import { Figure, Gallery } from '../parts/picture';

/** A news item with its activities. */
export const newsItem: Page = {
  path: '/news/:slug',
  show: async (visit, { slug = '' }) => {
    const { newsItem: found } = await visit.api.request(SiteNewsItemDocument, { slug });
    if (found === null) return null;
    const { translate: t, dates } = visit;
    const { title, excerpt, bodyHtml, publishedAt, cover, gallery, links, activities, locale } = found;
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
              <p className="meta" lang={visit.locale}>
                <time dateTime={publishedAt}>{dates.day(publishedAt)}</time>
              </p>
            )}
            <h1>{title}</h1>
            <p className="lead">{excerpt}</p>
            {cover && <Figure visit={visit} picture={cover} sizes="(min-width: 72rem) 70rem, 100vw" isLazy={false} />}
          </header>
          {bodyHtml !== null && <Html text={bodyHtml} />}
          <Gallery visit={visit} pictures={gallery} />
          <Attachments visit={visit} attachments={found.attachments} />
          <Links visit={visit} links={links} />
          {activities.length > 0 && (
            <section lang={visit.locale}>
              <h2>{t('news.activities')}</h2>
              <ActivityCards visit={visit} items={activities} />
            </section>
          )}
        </article>
      ),
    };
  },
};
