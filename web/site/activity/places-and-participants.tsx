import type { ReactElement } from 'react';
import { countriesByName } from '../parts/countries-by-name';
import { CountryLink } from '../parts/country-link';
import { Facts } from '../parts/facts';
import { Organisations } from '../parts/organisations';
import { type NamedPlace, WorldMap } from '../parts/world-map';
import type { ActivityPartProps } from './activity-part';

/** Where the activity takes place and who takes part, on a map and as text; nothing if neither is known. */
export function PlacesAndParticipants({ visit, activity: found }: ActivityPartProps): ReactElement | null {
  const { networks, organisations, participatingCountries, locations } = found;
  const { country } = found.operativeDimension;
  const { translate: t } = visit;
  const known = networks.length + organisations.length + participatingCountries.length + locations.length;
  if (known === 0 && country === null) return null;
  return (
    <section {...visit.interfaceLanguage}>
      <h2>{t('activity.placesAndParticipants')}</h2>
      <WorldMap
        visit={visit}
        countries={[...participatingCountries.map(({ code }) => code), ...(country ? [country.code] : [])]}
        places={locations.flatMap(({ name, point }): NamedPlace[] => (point === null ? [] : [{ name, ...point }]))}
      />
      <Facts
        visit={visit}
        rows={[
          [
            t('activity.locations'),
            locations.length > 0 && (
              <ul {...visit.inLanguage(found.locale)}>
                {locations.map(({ name }, index) => (
                  <li key={index}>{name}</li>
                ))}
              </ul>
            ),
          ],
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
            organisations.length > 0 && <Organisations visit={visit} locale={found.locale} entries={organisations} />,
          ],
          [
            t('activity.participatingCountries'),
            participatingCountries.length > 0 && (
              <ul className="inline">
                {countriesByName(visit, participatingCountries).map((country) => (
                  <li key={country.code}>
                    <CountryLink visit={visit} country={country} />
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
