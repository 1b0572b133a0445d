import type { ReactElement, ReactNode } from 'react';
import { useInterface } from '../interface';
import type { Reading } from '../reading';
import { Problems } from './problems';

/** Stands where something will be shown. */
export function Waiting(): ReactElement {
  const { t } = useInterface();
  return (
    <p className="waiting" role="status">
      {t('state.loading')}
    </p>
  );
}

interface ShownProps<T> {
  readonly reading: Reading<T>;
  readonly children: (data: T) => ReactNode;
}

/** Shows what was read; meanwhile that it is being read, or why it could not be. */
export function Shown<T>({ reading, children }: ShownProps<T>): ReactElement {
  const { data, problems, isLoading, refresh } = reading;
  return (
    <>
      <Problems problems={problems} onRetry={refresh} />
      {data === null ? isLoading && <Waiting /> : children(data)}
    </>
  );
}
