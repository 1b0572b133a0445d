import type { ReactElement } from 'react';
import { StudioCompletenessDocument } from '../../../clients/typescript/src/studio.js';
import { type Translate, useInterface } from '../interface';
import { useReading } from '../reading';

/** How complete an activity is, and what everyone misses in it. */
export function CompletenessPanel({ id }: { readonly id: string }): ReactElement | null {
  const { t, locale } = useInterface();
  const { data } = useReading(StudioCompletenessDocument, { id });
  if (data?.node?.__typename !== 'Activity') return null;
  const { score, missing } = data.node.completeness;
  const percent = new Intl.NumberFormat(locale, { style: 'percent' }).format(score / 100);
  return (
    <details className="note">
      <summary>{t('completeness.score', { score: percent })}</summary>
      {missing.length === 0 ? (
        <p>{t('completeness.none')}</p>
      ) : (
        <>
          <p>{t('completeness.missing')}</p>
          <ul>
            {missing.map(({ element, why }) => (
              <li key={element}>{requirementOf(t, element, why)}</li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}

/** What an element requires, in the language of the interface; of an element that it does not know, in English. */
function requirementOf(t: Translate, element: string, why: string): string {
  const key = `missing.${element}`;
  return t.has(key) ? t(key) : why;
}
