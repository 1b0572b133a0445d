import type { ReactElement } from 'react';
import { Label, ProgressBar } from 'react-aria-components';
import { useInterface } from '../interface';
import './progress.css';

interface ProgressProps {
  readonly done: number;
  readonly all: number;
}

/** How far a series of changes has come. */
export function Progress({ done, all }: ProgressProps): ReactElement {
  const { t } = useInterface();
  return (
    <ProgressBar className="progress" value={done} maxValue={all}>
      {({ percentage = 0 }) => (
        <>
          <Label>{t('bulk.progress', { done, all })}</Label>
          <div className="bar" aria-hidden="true">
            <div className="filled" style={{ inlineSize: `${percentage}%` }} />
          </div>
        </>
      )}
    </ProgressBar>
  );
}
