import type { ReactElement } from 'react';
import { exactly } from '../parts/bar-chart';
import { Wide } from '../parts/wide';
import type { ActivityPartProps } from './activity-part';

/** What was budgeted and spent: one row for each kind and currency. */
export function Money({ visit, activity: { money } }: ActivityPartProps): ReactElement | null {
  const { translate: t } = visit;
  if (money.length === 0) return null;
  return (
    <section {...visit.interfaceLanguage}>
      <h2>{t('figures.money')}</h2>
      <Wide label={t('figures.money')}>
        <table>
          <caption className="unseen">{t('figures.money')}</caption>
          <tbody>
            {money.map(({ kind, kindLabel, value: { amount, currency } }) => (
              <tr key={kind + currency}>
                <th scope="row">{kindLabel}</th>
                <td className="number">{`${exactly(visit, amount)} ${currency}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      <p className="meta">
        {t('money.method')} <a href={visit.href('/figures/method#money')}>{t('figures.method')}</a>
      </p>
    </section>
  );
}
