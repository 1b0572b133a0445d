import type { ReactElement } from 'react';
import { CountryLink } from '../parts/country-link';
import { Wide } from '../parts/wide';
import type { ActivityPartProps } from './activity-part';

/** How many people took part, by where they came from. */
export function People({ visit, activity: found }: ActivityPartProps): ReactElement | null {
  const { translate: t } = visit;
  const { participation, participants } = found;
  if (participants === null) return null;
  const number = new Intl.NumberFormat(visit.locale);
  const counts = ['women', 'men', 'unspecified', 'total'] as const;
  const cellsOf = (row: Readonly<Record<(typeof counts)[number], number | null>>): ReactElement[] =>
    counts.map((name) => (
      <td key={name} className="number">
        {row[name] !== null && number.format(row[name])}
      </td>
    ));
  return (
    <section {...visit.interfaceLanguage}>
      <h2>{t('people.title')}</h2>
      <Wide label={t('people.title')}>
        <table>
          <caption className="unseen">{t('people.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('people.from')}</th>
              {counts.map((name) => (
                <th key={name} scope="col" className="number">
                  {t(`people.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {participation.map(({ country, organisation, isMerged, ...row }, index) => (
              <tr key={index}>
                <th scope="row">
                  {country && <CountryLink visit={visit} country={country} />}
                  {country && organisation && ': '}
                  {organisation && (
                    <a
                      href={visit.href(`/organisations/${organisation.slug}`)}
                      {...visit.inLanguage(organisation.locale)}
                    >
                      {organisation.name}
                    </a>
                  )}
                  {country === null && organisation === null && t(isMerged ? 'people.others' : 'activities.unknown')}
                </th>
                {cellsOf(row)}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('people.all')}</th>
              {cellsOf(participants)}
            </tr>
          </tfoot>
        </table>
      </Wide>
      <p className="meta">
        {t('people.method')} <a href={visit.href('/figures/method#people')}>{t('figures.method')}</a>
      </p>
    </section>
  );
}
