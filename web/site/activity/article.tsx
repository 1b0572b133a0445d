import type { ReactElement } from 'react';
import { Attachments } from '../parts/attachments';
import { NewsCards } from '../parts/cards';
import { Documents, type Refusal } from '../parts/documents';
import { Links } from '../parts/facts';
import { Html } from '../parts/html';
import { ACTIVITY, NewsLink } from '../parts/news-link';
import { Figure, Gallery } from '../parts/picture';
import { Results } from '../parts/results';
import type { ActivityPartProps } from './activity-part';
import { Classification } from './classification';
import { ActivityFacts } from './facts';
import { Money } from './money';
import { People } from './people';
import { PlacesAndParticipants } from './places-and-participants';

interface ActivityArticleProps extends ActivityPartProps {
  /** Null if the last password opened something, or none was given. */
  readonly refusal: Refusal | null;
}

/** All that is public about an activity, with the form for its restricted documents. */
export function ActivityArticle({ visit, activity: found, refusal }: ActivityArticleProps): ReactElement {
  const { translate: t } = visit;
  const { operativeDimension, objectives, relatedNews } = found;
  return (
    <article {...visit.inLanguage(found.locale)}>
      <header>
        {operativeDimension.activityTypeLabel !== null && (
          <p className="kicker">{operativeDimension.activityTypeLabel}</p>
        )}
        <h1>{found.title}</h1>
        <p className="lead">{found.summary}</p>
        {found.cover && (
          <Figure visit={visit} picture={found.cover} sizes="(min-width: 72rem) 70rem, 100vw" isLazy={false} />
        )}
      </header>
      <section {...visit.interfaceLanguage}>
        <ActivityFacts visit={visit} activity={found} />
      </section>
      {objectives.length > 0 && (
        <section>
          <h2 {...visit.interfaceLanguage}>{t('activity.objectives')}</h2>
          <ol className="objectives">
            {objectives.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ol>
        </section>
      )}
      {found.descriptionHtml !== null && (
        <section>
          <h2 {...visit.interfaceLanguage}>{t('activity.description')}</h2>
          <Html text={found.descriptionHtml} heading={3} />
        </section>
      )}
      <PlacesAndParticipants visit={visit} activity={found} />
      <People visit={visit} activity={found} />
      <Classification visit={visit} activity={found} />
      <Money visit={visit} activity={found} />
      {found.results.length > 0 && (
        <section {...visit.interfaceLanguage}>
          <h2>{t('results.title')}</h2>
          <Results visit={visit} results={found.results} locale={found.locale} />
        </section>
      )}
      <Gallery visit={visit} pictures={found.gallery} />
      <Attachments visit={visit} attachments={found.attachments} />
      <Links visit={visit} locale={found.locale} links={found.links} />
      <Documents visit={visit} slug={found.slug} documents={found.restrictedDocuments} refusal={refusal} />
      {relatedNews.nodes.length > 0 && (
        <section {...visit.interfaceLanguage}>
          <h2>{t('activity.relatedNews')}</h2>
          <NewsCards visit={visit} items={relatedNews.nodes} />
          <NewsLink visit={visit} parameter={ACTIVITY} slug={found.slug} news={relatedNews} />
        </section>
      )}
      <footer {...visit.interfaceLanguage}>
        <p className="meta">{t('activity.updated', { date: visit.messageDates.day(found.updatedAt) })}</p>
      </footer>
    </article>
  );
}
