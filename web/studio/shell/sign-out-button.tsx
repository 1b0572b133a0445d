import { type ReactElement, useState } from 'react';
import { draftKeysOf, emptyDraft, writeDraft } from '../forms/local-draft';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { describeProblem } from '../ui/problems';

/**
 * Signs out, or says why the session goes on if it could not be ended. Asks first what is to become of drafts, which others who use
 * the browser could read.
 */
export function SignOutButton(): ReactElement {
  const { t } = useInterface();
  const { account, signOut } = useSession();
  const announce = useAnnounce();
  const [isAsking, setAsking] = useState(false);
  const close = (): void => {
    setAsking(false);
  };
  const leave = async (doomed: readonly string[]): Promise<void> => {
    const problems = await signOut();
    close();
    for (const problem of problems) announce(describeProblem(t, problem));
    if (problems.length === 0) for (const key of doomed) writeDraft(key, emptyDraft);
  };
  return (
    <>
      <Button
        onPress={() => {
          if (draftKeysOf(account.id).length > 0) setAsking(true);
          else void leave([]);
        }}
      >
        {t('studio.signOut')}
      </Button>
      <Dialog title={t('signOut.title')} isOpen={isAsking} onClose={close}>
        <p>{t('signOut.text')}</p>
        <div className="actions">
          <Button autoFocus onPress={close}>
            {t('action.cancel')}
          </Button>
          <Button onPress={() => void leave([])}>{t('signOut.keep')}</Button>
          <Button look="danger" onPress={() => void leave(draftKeysOf(account.id))}>
            {t('signOut.discard')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
