import type { ReactElement } from 'react';
import { Facts } from '../parts/facts';
import { Organisations } from '../parts/organisations';
import type { ActivityPartProps } from './activity-part';

export function Participants({ visit, activity: found }: ActivityPartProps): ReactElement | null {
  const { networks, organisations, participatingCountries } = found;
  const { translate: t } = visit;
  if (networks.length + organisations.length + participatingCountries.length === 0) return null;
  return (
    <section lang={visit.locale}>
      <h2>{t('activity.participants')}</h2>
      <Facts
        rows={[
          [
            t('activity.networks'),
            networks.length > 0 && (
              <ul>
                {networks.map(({ slug, name, acronym, locale }) => (
                  <li key={slug} {...visit.inLanguage(locale)}>
                    <a href={visit.href(`/networks/${slug}`)}>{name}</a> {acronym !== null && `(${acronym})`}
                  </li>
                ))}
              </ul>
            ),
          ],
          [
            t('activity.organisations'),
            organisations.length > 0 && <Organisations visit={visit} entries={organisations} />,
          ],
          [
            t('activity.participatingCountries'),
            participatingCountries.length > 0 && (
              <ul className="inline">
                {participatingCountries.map(({ code, name }) => (
                  <li key={code}>
                    <a href={visit.href(`/countries/${code}`)}>{name}</a>
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
    </section>
  );
}
