import { type ShouldBlockFn, useBlocker } from '@tanstack/react-router';
import { createContext, type ReactElement, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { useInterface } from '../interface';
import { Confirm } from '../ui/dialog';
import { type Loss, LossContext } from '../ui/loss';

type Losses = Readonly<Record<Loss, number>>;

interface Departure {
  readonly losses: Losses;
  /** Says whether the editor is leaving and has been asked, so that the browser does not ask, too. */
  readonly setLeaving: (isLeaving: boolean) => void;
}

const nothing: Losses = { upload: 0, form: 0 };

const DepartureContext = createContext<Departure>({ losses: nothing, setLeaving: () => undefined });

/** What the editor would lose by leaving the studio, about which `LeaveQuestion` asks. */
export function useDeparture(): Departure & { readonly isSafe: boolean } {
  const departure = use(DepartureContext);
  return { ...departure, isSafe: isSafe(departure.losses) };
}

/**
 * The studio, with a question before the editor goes to another screen or tab, which would end the uploads of the one that is
 * shown, or lose what was typed there. It is asked once for all of them. When nothing would be lost any more, the editor goes on
 * without a response.
 */
export function LeaveWarning({ children }: { readonly children: ReactNode }): ReactElement {
  const [losses, setLosses] = useState(nothing);
  const [isLeaving, setLeaving] = useState(false);
  const [add] = useState(() => (loss: Loss, change: number): void => {
    setLosses((before) => ({ ...before, [loss]: before[loss] + change }));
  });
  const departure = useMemo(() => ({ losses, setLeaving }), [losses]);
  const mayLeave = isLeaving || isSafe(losses);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: isOtherScreen,
    disabled: mayLeave,
    withResolver: true,
  });
  useEffect(() => {
    if (mayLeave) proceed?.();
  }, [mayLeave, proceed]);
  return (
    <DepartureContext value={departure}>
      <LossContext value={add}>{children}</LossContext>
      <LeaveQuestion isOpen={status === 'blocked'} onClose={() => reset?.()} onConfirm={() => proceed?.()} />
    </DepartureContext>
  );
}

interface LeaveQuestionProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks whether the editor leaves although something is lost. */
export function LeaveQuestion({ onConfirm, ...dialog }: LeaveQuestionProps): ReactElement {
  const { t } = useInterface();
  const { losses } = useDeparture();
  const texts = [
    ...(losses.form > 0 ? [t('leave.formText')] : []),
    ...(losses.upload > 0 ? [t('leave.uploadText')] : []),
  ];
  return (
    <Confirm
      {...dialog}
      title={losses.form > 0 ? t('leave.form') : t('leave.upload')}
      text={texts.join(' ')}
      action={t('leave.anyway')}
      onConfirm={() => {
        onConfirm();
        return Promise.resolve();
      }}
    />
  );
}

function isSafe({ upload, form }: Losses): boolean {
  return upload + form === 0;
}

// What else is in the address, such as a filter, changes nothing.
const isOtherScreen: ShouldBlockFn = ({ current, next }) =>
  current.pathname !== next.pathname || ['tab', 'draft'].some((part) => partOf(current, part) !== partOf(next, part));

function partOf({ search }: { readonly search: object }, part: string): unknown {
  return (search as Readonly<Record<string, unknown>>)[part];
}
