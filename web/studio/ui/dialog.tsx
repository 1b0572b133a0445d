import { createContext, type ReactElement, type ReactNode, use, useEffect, useId, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useInterface } from '../interface';
import { AnnouncementPlace } from './announcements';
import { Button } from './button';

const KeepOpenContext = createContext<(isKept: boolean) => void>(() => undefined);

/** Keeps the dialog around the component open while something runs whose response the dialog shows, perhaps only once. */
export function useKeepOpen(isRunning: boolean): void {
  const keepOpen = use(KeepOpenContext);
  useEffect(() => {
    keepOpen(isRunning);
    return () => {
      keepOpen(false);
    };
  }, [isRunning, keepOpen]);
}

interface DialogProps {
  readonly title: ReactNode;
  /** What the dialog is about, which screen readers say with the title; absent if its fields say so. */
  readonly text?: ReactNode;
  readonly isOpen: boolean;
  /** Called when the dialog is dismissed; absent: it cannot be dismissed. */
  readonly onClose?: () => void;
  /** True for a dialog with a table, which takes the width that the window has. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A dialog over the screen. The focus stays in it, and returns to where it was. */
export function Dialog({ title, text, isOpen, onClose, isWide = false, children }: DialogProps): ReactElement {
  const id = useId();
  const [isKept, setKept] = useState(false);
  const isDismissable = onClose !== undefined && !isKept;
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      onOpenChange={(open) => {
        if (!open) onClose?.();
      }}
    >
      <Modal className={isWide ? 'modal is-wide' : 'modal'}>
        <AriaDialog {...(text !== undefined && { 'aria-describedby': id })}>
          <Heading slot="title">{title}</Heading>
          {text !== undefined && <p id={id}>{text}</p>}
          <KeepOpenContext value={setKept}>{children}</KeepOpenContext>
          <AnnouncementPlace />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

interface ConfirmProps {
  readonly title: ReactNode;
  readonly text: ReactNode;
  /** What the button says that does it. */
  readonly action: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<void>;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, text, isOpen, onClose, ...question }: ConfirmProps): ReactElement {
  return (
    <Dialog title={title} text={text} isOpen={isOpen} onClose={onClose}>
      <Question {...question} onClose={onClose} />
    </Dialog>
  );
}

function Question(props: Omit<ConfirmProps, 'title' | 'text' | 'isOpen'>): ReactElement {
  const { action, onClose } = props;
  const { t } = useInterface();
  // What is confirmed is what was shown when the dialog was opened, and not the newer version that may have been read meanwhile.
  const [onConfirm] = useState(() => props.onConfirm);
  const [isPending, setPending] = useState(false);
  const confirm = async (): Promise<void> => {
    setPending(true);
    try {
      await onConfirm();
    } finally {
      setPending(false);
    }
    onClose();
  };
  return (
    <>
      <div className="actions">
        <Button autoFocus onPress={onClose}>
          {t('action.cancel')}
        </Button>
        <Button look="danger" isPending={isPending} onPress={() => void confirm()}>
          {action}
        </Button>
      </div>
    </>
  );
}
