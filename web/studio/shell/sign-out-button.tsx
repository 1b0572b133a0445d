import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { drafts } from '../forms/drafts';
import { draftKeysOf } from '../forms/local-draft';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { describeProblem } from '../ui/problems';
import { LeaveQuestion, useDeparture } from './leave-warning';

/**
 * Signs out, or says why the session goes on if it could not be ended. Asks first if something would be lost, and then what is to
 * become of drafts, which others who use the browser could read.
 */
export function SignOutButton(): ReactElement {
  const { t } = useInterface();
  const { account, signOut } = useSession();
  const announce = useAnnounce();
  const { isSafe, setLeaving } = useDeparture();
  const [question, setQuestion] = useState<'loss' | 'drafts' | null>(null);
  const close = (): void => {
    setQuestion(null);
  };
  /** @param doomedKeys gives the keys of the drafts to discard once the editor is signed out */
  const leave = async (doomedKeys: () => readonly string[]): Promise<void> => {
    setLeaving(true);
    const problems = await signOut();
    close();
    if (problems.length > 0) setLeaving(false);
    for (const problem of problems) announce(describeProblem(t, problem));
    if (problems.length === 0) for (const key of doomedKeys()) drafts.at(key).discard();
  };
  const askAboutDrafts = (): void => {
    if (draftKeysOf(account.id).length > 0) {
      setQuestion('drafts');
    } else {
      close();
      void leave(() => []);
    }
  };
  const goOn = useEffectEvent(askAboutDrafts);
  // Uploads have ended while the editor was asked about them.
  const isAnswered = question === 'loss' && isSafe;
  useEffect(() => {
    if (!isAnswered) return undefined;
    const timer = setTimeout(() => {
      goOn();
    });
    return () => {
      clearTimeout(timer);
    };
  }, [isAnswered]);
  return (
    <>
      <Button
        onPress={() => {
          if (isSafe) askAboutDrafts();
          else setQuestion('loss');
        }}
      >
        {t('studio.signOut')}
      </Button>
      <LeaveQuestion
        isOpen={question === 'loss'}
        onClose={() => {
          setQuestion((asked) => (asked === 'loss' ? null : asked));
        }}
        onConfirm={askAboutDrafts}
      />
      <Dialog title={t('signOut.title')} text={t('signOut.text')} isOpen={question === 'drafts'} onClose={close}>
        <div className="actions">
          <Button autoFocus onPress={close}>
            {t('action.cancel')}
          </Button>
          <Button onPress={() => void leave(() => [])}>{t('signOut.keep')}</Button>
          <Button look="danger" onPress={() => void leave(() => draftKeysOf(account.id))}>
            {t('signOut.discard')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
