import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import type { DraftKey } from './local-draft';

interface DraftLeaseProps {
  readonly draftKey: DraftKey;
  /** Closes the note in another tab; absent: it cannot be closed. */
  readonly onClose?: () => void;
  /** The form that writes the draft. */
  readonly children: ReactNode;
}

/**
 * Shows a form in one tab of the browser at a time, because all tabs share its draft. Another tab says so, and can take the form
 * over, with what was typed so far. When a tab is closed, the next one shows the form.
 */
export function DraftLease({ draftKey, onClose, children }: DraftLeaseProps): ReactElement | null {
  const { isHere, take } = useLease(draftKey);
  if (isHere === null) return null;
  return isHere ? <>{children}</> : <NoteOfOtherTab onTake={take} onClose={onClose} />;
}

interface DialogLeaseProps extends DraftLeaseProps {
  /** The title of the dialog. */
  readonly title: string;
  readonly onClose: () => void;
}

/** The same for a form in a dialog: another tab shows the note in a dialog in its place. */
export function DialogLease({ draftKey, title, onClose, children }: DialogLeaseProps): ReactElement | null {
  const { isHere, take } = useLease(draftKey);
  if (isHere === null) return null;
  if (isHere) return <>{children}</>;
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <NoteOfOtherTab onTake={take} onClose={onClose} />
    </Dialog>
  );
}

interface NoteOfOtherTabProps {
  readonly onTake: () => void;
  readonly onClose: (() => void) | undefined;
}

function NoteOfOtherTab({ onTake, onClose }: NoteOfOtherTabProps): ReactElement {
  const { t } = useInterface();
  return (
    <div className="note" role="status">
      <p>{t('form.elsewhere')}</p>
      <Button onPress={onTake}>{t('form.editHere')}</Button>
      {onClose !== undefined && <Button onPress={onClose}>{t('action.close')}</Button>}
    </div>
  );
}

interface Lease {
  /** Null until it is known. */
  readonly isHere: boolean | null;
  /** Takes the lease from the tab that has it. */
  readonly take: () => void;
}

/** Holds a lock of the browser, which ends with the tab, however that ends. */
function useLease(name: string): Lease {
  const [isHere, setHere] = useState<boolean | null>(null);
  const [taken, setTaken] = useState(0);
  useEffect(() => {
    const ended = new AbortController();
    const hold = (): Promise<void> => {
      setHere(true);
      return new Promise((resolve) => {
        ended.signal.addEventListener('abort', () => {
          resolve();
        });
      });
    };
    const wait = async (): Promise<void> => {
      setHere(false);
      await navigator.locks.request(name, { signal: ended.signal }, hold);
    };
    const begin = (): Promise<void> =>
      taken > 0
        ? navigator.locks.request(name, { steal: true }, hold)
        : navigator.locks.request(name, { ifAvailable: true }, (lock) => (lock === null ? undefined : hold()));
    const keepOn = async (): Promise<void> => {
      // A request ends when the lock was not free, and is rejected when another tab has taken it.
      for (let request = begin; !ended.signal.aborted; request = wait) await request().catch(() => undefined);
    };
    void keepOn();
    return () => {
      ended.abort();
    };
  }, [name, taken]);
  return {
    isHere,
    take: () => {
      setTaken((count) => count + 1);
    },
  };
}
