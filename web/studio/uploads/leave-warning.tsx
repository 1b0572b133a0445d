import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router';
import { createContext, type ReactElement, type ReactNode, use, useEffect, useState } from 'react';
import { useInterface } from '../interface';
import { Confirm } from '../ui/dialog';

/** Adds to the number of pending uploads. */
const PendingUploadsContext = createContext<(change: number) => void>(() => undefined);

/**
 * The screens, with a question before the editor goes to another screen or tab, which would end the uploads of the one that is
 * shown. It is asked once for all of them. When they have ended, the editor goes on without an answer.
 */
export function LeaveWarning({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useInterface();
  const [pending, setPending] = useState(0);
  const [add] = useState(() => (change: number): void => {
    setPending((before) => before + change);
  });
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: isOtherScreen,
    disabled: pending === 0,
    // `useUploads` asks before the page is closed.
    enableBeforeUnload: false,
    withResolver: true,
  });
  useEffect(() => {
    if (pending === 0) proceed?.();
  }, [pending, proceed]);
  return (
    <>
      <PendingUploadsContext value={add}>{children}</PendingUploadsContext>
      <Confirm
        title={t('upload.leave')}
        text={t('upload.leaveText')}
        action={t('upload.leaveAnyway')}
        isOpen={status === 'blocked'}
        onClose={() => reset?.()}
        onConfirm={() => {
          proceed?.();
          return Promise.resolve();
        }}
      />
    </>
  );
}

/** Makes `LeaveWarning` ask as long as uploads are pending. */
export function useLeaveWarning(pending: number): void {
  const add = use(PendingUploadsContext);
  useEffect(() => {
    add(pending);
    return () => {
      add(-pending);
    };
  }, [pending, add]);
}

// What else is in the address, such as a filter, changes nothing.
const isOtherScreen: ShouldBlockFn = ({ current, next }) =>
  current.pathname !== next.pathname || tabOf(current) !== tabOf(next);

function tabOf({ search }: { readonly search: object }): unknown {
  return 'tab' in search ? search.tab : undefined;
}
