import { lazy, type ReactElement, Suspense, useMemo } from 'react';
import { useInterface } from '../interface';
import { differencesOf, type RecordedChange } from '../publication/field-difference';
import type { TextLanguage } from '../ui/text-input';
import { Waiting } from '../ui/waiting';

/** Differences of texts need a library that no first screen needs. */
const Difference = lazy(async () => ({ default: (await import('../publication/revision-changes')).Difference }));

interface ChangedOriginalProps {
  readonly label: string;
  readonly change: RecordedChange;
  readonly language: TextLanguage;
}

/** What was added to an original and removed from it since it was translated. */
export function ChangedOriginal({ label, change, language }: ChangedOriginalProps): ReactElement {
  const { t } = useInterface();
  const { field, from, to } = change;
  // The form renders at each key, and comparing long texts takes half a second.
  const differences = useMemo(
    () => differencesOf({ field, from, to }).map((difference) => <Difference key={difference.field} {...difference} />),
    [field, from, to],
  );
  return (
    <figure className="original changes">
      <figcaption className="hint">{t('translation.changes', { field: label })}</figcaption>
      <Suspense fallback={<Waiting />}>
        <div {...language}>{differences}</div>
      </Suspense>
    </figure>
  );
}
