import type { ReactElement } from 'react';
import { StudioCodelistsDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Shown } from '../ui/waiting';

/** The codelists of the IATI standard that the server has, with their versions and licences. */
export function CodelistTable(): ReactElement {
  const { t, dates, numbers } = useInterface();
  const reading = useReading(StudioCodelistsDocument, {});
  return (
    <>
      <h2 id="codelists">{t('vocabulary.codelists')}</h2>
      <p className="hint">{t('vocabulary.codelistsHint')}</p>
      <Shown reading={reading}>
        {({ codelists }) => (
          <div className="wide" tabIndex={0} role="region" aria-labelledby="codelists">
            <table>
              <thead>
                <tr>
                  <th scope="col">{t('field.name')}</th>
                  <th scope="col">{t('vocabulary.codes')}</th>
                  <th scope="col">{t('vocabulary.withdrawn')}</th>
                  <th scope="col">{t('vocabulary.date')}</th>
                  <th scope="col">{t('vocabulary.source')}</th>
                  <th scope="col">{t('vocabulary.licence')}</th>
                </tr>
              </thead>
              <tbody>
                {codelists.map(({ name, codeCount, withdrawnCount, date, source, attribution }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{numbers.format(codeCount)}</td>
                    <td>{numbers.format(withdrawnCount)}</td>
                    <td>{date === null ? '–' : dates.partial(date)}</td>
                    <td lang="en">{source}</td>
                    <td lang="en">{attribution}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Shown>
    </>
  );
}
