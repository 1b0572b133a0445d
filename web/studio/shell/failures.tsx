import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { Screen } from './screen';

/** Shown at an address that has no screen. */
export function NotFoundScreen(): ReactElement {
  const { t } = useInterface();
  return (
    <Screen title={t('notFound.title')}>
      <p>
        <Link to="/">{t('nav.home')}</Link>
      </p>
    </Screen>
  );
}

/** Shown in place of a screen that failed, or that could not be loaded. */
export function ScreenFailed({ reset }: { readonly reset: () => void }): ReactElement {
  const { t } = useInterface();
  return (
    <Screen title={t('failed.title')}>
      <p>{t('failed.text')}</p>
      <Button onPress={reset}>{t('action.retry')}</Button>
    </Screen>
  );
}
