import { RouterProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useInterface } from './interface';
import { router } from './router';
import { SessionGate } from './session';
import { useKeptFocus } from './shell/kept-focus';
import { SessionEnded, SignInScreen } from './shell/sign-in';
import { Problems } from './ui/problems';
import { Waiting } from './ui/waiting';

/** The studio: its screens, for those who are signed in. */
export function Studio(): ReactElement {
  const { t } = useInterface();
  useKeptFocus();
  return (
    <SessionGate
      whileReading={<Waiting />}
      whenUnreachable={(problems, retry) => (
        <main>
          <h1>{t('studio.name')}</h1>
          <Problems problems={problems} onRetry={retry} />
        </main>
      )}
      whenSignedOut={(signIn) => <SignInScreen signIn={signIn} />}
      whenEnded={(signIn, email) => <SessionEnded signIn={signIn} email={email} />}
    >
      <RouterProvider router={router} />
    </SessionGate>
  );
}
