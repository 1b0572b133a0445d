import { Link } from '@tanstack/react-router';
import { useState, type ReactElement, type ReactNode } from 'react';
import {
  StudioCreateFirstNetworkDocument,
  StudioCreateFirstProgrammeDocument,
  StudioFirstRunDocument,
} from '../../../clients/typescript/src/index.js';
import { useApi, useReading, type Outcome } from '../api';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { TextInput } from '../ui/text-input';

/** Guides administrators of an empty server to its first programme, network and activity. Shows nothing once there is an activity. */
export function FirstRun(): ReactElement | null {
  const { t } = useInterface();
  const { role } = useSession();
  const api = useApi();
  const { data } = useReading(StudioFirstRunDocument, {}, { pause: role !== 'ADMIN' });
  if (data === null || data.activities.totalCount > 0) return null;
  return (
    <section className="raised" aria-labelledby="first-run">
      <h2 id="first-run">{t('firstRun.title')}</h2>
      <ol>
        <Step text={t('firstRun.programme')} hint={t('firstRun.programmeHint')} isDone={data.programmes.length > 0}>
          <NameDialogButton
            action={t('firstRun.createProgramme')}
            label={t('firstRun.programmeName')}
            create={(name) => api.change(StudioCreateFirstProgrammeDocument, { input: { name } })}
          />
        </Step>
        <Step text={t('firstRun.network')} hint={t('firstRun.networkHint')} isDone={data.networks.totalCount > 0}>
          <NameDialogButton
            action={t('firstRun.createNetwork')}
            label={t('firstRun.networkName')}
            create={(name) => api.change(StudioCreateFirstNetworkDocument, { input: { name } })}
          />
        </Step>
        <Step text={t('firstRun.activity')} hint={t('firstRun.activityHint')} isDone={false}>
          <Link to="/activities/$id" params={{ id: 'new' }} className="button plain">
            {t('firstRun.createActivity')}
          </Link>
        </Step>
      </ol>
    </section>
  );
}

interface StepProps {
  readonly text: string;
  readonly hint: string;
  readonly isDone: boolean;
  /** What does the step. */
  readonly children: ReactNode;
}

function Step({ text, hint, isDone, children }: StepProps): ReactElement {
  const { t } = useInterface();
  return (
    <li>
      <strong>{text}</strong> {isDone && <span className="badge published">{t('firstRun.done')}</span>}
      {!isDone && (
        <>
          <p className="hint">{hint}</p>
          {children}
        </>
      )}
    </li>
  );
}

interface NameDialogButtonProps {
  readonly action: string;
  readonly label: string;
  readonly create: (name: string) => Promise<Outcome<unknown>>;
}

/** Asks for a name, and creates something with it. */
function NameDialogButton({ action, label, create }: NameDialogButtonProps): ReactElement {
  const { t } = useInterface();
  const announce = useAnnounce();
  const [isOpen, setOpen] = useState(false);
  const close = (): void => {
    setOpen(false);
  };
  return (
    <>
      <Button
        onPress={() => {
          setOpen(true);
        }}
      >
        {action}
      </Button>
      <Dialog title={action} isOpen={isOpen} onClose={close}>
        <DialogForm
          fields={['name']}
          action={action}
          onClose={close}
          onSubmit={({ text }) => create(text('name'))}
          onDone={() => {
            announce(t('state.saved'));
            close();
          }}
        >
          {(problemOf) => (
            <TextInput label={label} name="name" isRequired maxLength={200} autoFocus problem={problemOf('name')} />
          )}
        </DialogForm>
      </Dialog>
    </>
  );
}
