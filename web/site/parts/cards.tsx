import type { ReactElement } from 'react';
import type {
  SiteActivityCardFragment,
  SiteNetworkCardFragment,
  SiteNewsCardFragment,
} from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';
import { Picture } from './picture';

const SIZES = '(min-width: 48rem) 20rem, 100vw';

interface CardsProps<T> {
  readonly visit: Visit;
  readonly items: readonly T[];
  /** The level of the titles, one below that of the heading above the list. */
  readonly heading?: 'h2' | 'h3';
}

/** An activity, with what matches the words that it was found by. */
type ActivityCard = SiteActivityCardFragment & {
  readonly snippet?: { readonly html: string; readonly locale: string } | null;
};

/** Activities, each with its date and place. Those that were found by words have a snippet instead of their summary. */
export function ActivityCards({ visit, items, heading: Heading = 'h3' }: CardsProps<ActivityCard>): ReactElement {
  return (
    <ul className="cards">
      {items.map(({ slug, locale, title, summary, snippet, startsOn, endsOn, cover, operativeDimension }) => {
        const { activityTypeLabel, place, country } = operativeDimension;
        const where = [place, country?.name].filter(Boolean).join(', ');
        const whenAndWhere = [visit.dates.range(startsOn, endsOn), where].filter(Boolean).join(' · ');
        return (
          <li key={slug} {...visit.inLanguage(locale)}>
            {cover && <Picture picture={cover} sizes={SIZES} />}
            {activityTypeLabel !== null && <p className="kicker">{activityTypeLabel}</p>}
            <Heading>
              <a href={visit.href(`/activities/${slug}`)}>{title}</a>
            </Heading>
            {whenAndWhere !== '' && (
              <p className="meta" {...visit.pageLanguage}>
                {whenAndWhere}
              </p>
            )}
            {snippet == null ? (
              <p className="summary">{summary}</p>
            ) : (
              <p
                className="summary"
                {...visit.inLanguage(snippet.locale)}
                dangerouslySetInnerHTML={{ __html: snippet.html }}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** News items, each with its day. */
export function NewsCards({ visit, items, heading: Heading = 'h3' }: CardsProps<SiteNewsCardFragment>): ReactElement {
  return (
    <ul className="cards">
      {items.map(({ slug, locale, title, excerpt, publishedAt, cover }) => (
        <li key={slug} {...visit.inLanguage(locale)}>
          {cover && <Picture picture={cover} sizes={SIZES} />}
          {publishedAt !== null && (
            <p className="meta" {...visit.pageLanguage}>
              <time dateTime={publishedAt}>{visit.dates.day(publishedAt)}</time>
            </p>
          )}
          <Heading>
            <a href={visit.href(`/news/${slug}`)}>{title}</a>
          </Heading>
          <p className="summary">{excerpt}</p>
        </li>
      ))}
    </ul>
  );
}

/** Networks, each with its emblem. */
export function NetworkCards({
  visit,
  items,
  heading: Heading = 'h3',
}: CardsProps<SiteNetworkCardFragment>): ReactElement {
  return (
    <ul className="cards emblems">
      {items.map(({ slug, locale, name, acronym, emblem, since }) => (
        <li key={slug} {...visit.inLanguage(locale)}>
          {emblem && <Picture picture={emblem} sizes="6rem" />}
          {acronym !== null && <p className="kicker">{acronym}</p>}
          <Heading>
            <a href={visit.href(`/networks/${slug}`)}>{name}</a>
          </Heading>
          {since !== null && (
            <p className="meta" {...visit.interfaceLanguage}>
              {visit.translate('network.since', { date: visit.messageDates.partial(since) })}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
