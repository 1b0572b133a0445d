import type { ReactElement } from 'react';
import { inPercent } from '../parts/bar-chart';
import { CountryLink } from '../parts/country-link';
import { Facts } from '../parts/facts';
import type { ActivityPartProps } from './activity-part';

/** Whom and what the activity serves, with percentages where they are known; nothing if neither is known. */
export function Classification({ visit, activity: found }: ActivityPartProps): ReactElement | null {
  const { sectors, sdgs, recipients, policyMarkers, relatedActivities } = found;
  const { translate: t } = visit;
  if (sectors.length + sdgs.length + recipients.length + policyMarkers.length + relatedActivities.length === 0)
    return null;
  const share = (percentage: string | null): string =>
    percentage === null ? '' : ` (${inPercent(visit, percentage)})`;
  return (
    <section {...visit.interfaceLanguage}>
      <h2>{t('activity.classification')}</h2>
      <Facts
        visit={visit}
        rows={[
          [
            t('activity.recipients'),
            listOf(recipients, ({ country, region, percentage }) =>
              country === null ? (
                <>{(region!.name ?? region!.code) + share(percentage)}</>
              ) : (
                <>
                  <CountryLink visit={visit} country={country} />
                  {share(percentage)}
                </>
              ),
            ),
          ],
          [
            t('activity.sectors'),
            listOf(sectors, ({ sector: { code, name }, percentage }) => <>{(name ?? code) + share(percentage)}</>),
          ],
          [t('activity.sdgs'), listOf(sdgs, ({ code, name }) => <>{name ?? code}</>)],
          [t('activity.policyMarkers'), listOf(policyMarkers, ({ code, name }) => <>{name ?? code}</>)],
          [
            t('activity.relatedActivities'),
            listOf(relatedActivities, ({ slug, title, locale }) => (
              <a href={visit.href(`/activities/${slug}`)} {...visit.inLanguage(locale)}>
                {title}
              </a>
            )),
          ],
        ]}
      />
    </section>
  );
}

/** A list of what is shown of each item; false if there are none. */
function listOf<T>(items: readonly T[], show: (item: T) => ReactElement): ReactElement | false {
  return (
    items.length > 0 && (
      <ul>
        {items.map((item, index) => (
          <li key={index}>{show(item)}</li>
        ))}
      </ul>
    )
  );
}
