import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { useInterface } from '../interface';
import { Confirm } from '../ui/dialog';
import { type Loss, LossContext } from './loss';

/**
 * The screens, with a question before the editor goes to another screen or tab, which would end the uploads of the one that is
 * shown, or lose what was typed there. It is asked once for all of them. When nothing would be lost any more, the editor goes on
 * without an answer.
 */
export function LeaveWarning({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useInterface();
  const [losses, setLosses] = useState<Readonly<Record<Loss, number>>>({ upload: 0, form: 0 });
  const [add] = useState(() => (loss: Loss, change: number): void => {
    setLosses((before) => ({ ...before, [loss]: before[loss] + change }));
  });
  const isSafe = losses.upload + losses.form === 0;
  const loss = losses.form > 0 ? 'form' : 'upload';
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: isOtherScreen,
    disabled: isSafe,
    withResolver: true,
  });
  useEffect(() => {
    if (isSafe) proceed?.();
  }, [isSafe, proceed]);
  return (
    <>
      <LossContext value={add}>{children}</LossContext>
      <Confirm
        title={t(`${loss}.leave`)}
        text={t(`${loss}.leaveText`)}
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

// What else is in the address, such as a filter, changes nothing.
const isOtherScreen: ShouldBlockFn = ({ current, next }) =>
  current.pathname !== next.pathname || tabOf(current) !== tabOf(next);

function tabOf({ search }: { readonly search: object }): unknown {
  return 'tab' in search ? search.tab : undefined;
}
