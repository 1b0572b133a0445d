import { type ReactElement, useId } from 'react';
import { type StudioAccountFragment, StudioAccountSessionsDocument } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Shown } from '../ui/waiting';
import { SessionTable } from './session-table';

interface AccountSessionsDialogProps {
  readonly account: StudioAccountFragment;
  readonly onClose: () => void;
}

/** The open sessions of somebody else, which administrators can end. */
export function AccountSessionsDialog({ account, onClose }: AccountSessionsDialogProps): ReactElement {
  const { t } = useInterface();
  const id = useId();
  const reading = useReading(StudioAccountSessionsDocument, { id: account.id });
  return (
    <Dialog title={t('sessions.title')} isOpen onClose={onClose}>
      <p id={id}>
        {account.name}, {account.email}
      </p>
      <Shown reading={reading}>
        {({ node }) => {
          const sessions = node?.__typename === 'Account' ? (node.sessions ?? []) : [];
          if (sessions.length === 0) return <p role="status">{t('sessions.none')}</p>;
          return <SessionTable labelledBy={id} sessions={sessions} accountId={account.id} />;
        }}
      </Shown>
      <div className="actions">
        <Button autoFocus onPress={onClose}>
          {t('action.close')}
        </Button>
      </div>
    </Dialog>
  );
}
