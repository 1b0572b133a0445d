import type { ReactElement } from 'react';
import { CountryLink } from '../parts/country-link';
import { Facts } from '../parts/facts';
import type { ActivityPartProps } from './activity-part';

/** The operative dimension: when, where and as a part of what the activity takes place. */
export function ActivityFacts({ visit, activity: found }: ActivityPartProps): ReactElement {
  const { translate: t, dates } = visit;
  const { code, year, component, region, country, place, activityTypeLabel } = found.operativeDimension;
  const { programme, topics, reportingOrganisation, iatiIdentifier } = found;
  const { plannedStart, actualStart, plannedEnd, actualEnd } = found.dates;
  const inItsLanguage = (text: string | null): ReactElement | null =>
    text === null ? null : <span {...visit.inLanguage(found.locale)}>{text}</span>;
  const datesOf = (from: string | null, to: string | null): ReactElement | null =>
    (from ?? to) === null ? null : <span {...visit.inLanguage(visit.locale)}>{dates.range(from, to)}</span>;
  const isBegun = actualStart !== null || actualEnd !== null;
  return (
    <Facts
      visit={visit}
      title={t('activity.facts')}
      rows={[
        [t('activity.code'), code],
        [t('activity.dates'), datesOf(found.startsOn, found.endsOn)],
        // Until it has begun, the planned dates are shown above.
        [t('activity.plannedDates'), isBegun && datesOf(plannedStart, plannedEnd)],
        [t('activity.status'), inItsLanguage(found.statusLabel)],
        [t('activity.year'), year],
        [t('activity.activityType'), inItsLanguage(activityTypeLabel)],
        [t('activity.place'), inItsLanguage(place)],
        [t('activity.country'), country && <CountryLink visit={visit} country={country} />],
        [t('activity.region'), region && <span {...visit.inLanguage(region.locale)}>{region.name}</span>],
        [t('activity.component'), component && <span {...visit.inLanguage(component.locale)}>{component.name}</span>],
        [
          t('activity.programme'),
          programme && (
            <a href={visit.href(`/programmes/${programme.slug}`)} {...visit.inLanguage(programme.locale)}>
              {programme.name}
            </a>
          ),
        ],
        [
          t('activity.reportingOrganisation'),
          reportingOrganisation && (
            <a
              href={visit.href(`/organisations/${reportingOrganisation.slug}`)}
              {...visit.inLanguage(reportingOrganisation.locale)}
            >
              {reportingOrganisation.name}
            </a>
          ),
        ],
        [t('activity.iatiIdentifier'), iatiIdentifier],
        [t('activity.topics'), topics.length > 0 && inItsLanguage(topics.join(', '))],
      ]}
    />
  );
}
