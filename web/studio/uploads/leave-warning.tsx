import { useBlocker } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { Confirm } from '../ui/dialog';

/** Asks before the editor goes to another screen or tab, which would end the uploads of this one. */
export function LeaveWarning(): ReactElement {
  const { t } = useInterface();
  const { status, proceed, reset } = useBlocker({
    // What else is in the address, such as a filter, changes nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname || tabOf(current) !== tabOf(next),
    // `useUploads` asks before the page is closed.
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
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
  );
}

function tabOf({ search }: { readonly search: object }): unknown {
  return 'tab' in search ? search.tab : undefined;
}
