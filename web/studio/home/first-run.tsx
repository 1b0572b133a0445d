import { Link } from '@tanstack/react-router';
import { type ReactElement, type ReactNode, useState } from 'react';
import {
  StudioCreateFirstNetworkDocument,
  StudioCreateFirstProgrammeDocument,
  StudioFirstRunDocument,
} from '../../../clients/typescript/src/studio.js';
import { MAX_LENGTH } from '../../../src/core/limits';
import { useApi } from '../api';
import { itemPath } from '../content/item-path';
import { DialogLease } from '../forms/draft-lease';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useKeptForm } from '../forms/use-kept-form';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { useReading } from '../reading';
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
        <Step
          text={t('firstRun.programme')}
          hint={t('firstRun.programmeHint')}
          done={linkTo('PROGRAMME', data.programmes)}
        >
          <NameDialogButton
            action={t('firstRun.createProgramme')}
            label={t('firstRun.programmeName')}
            draft="FirstProgramme"
            create={(input) => api.change(StudioCreateFirstProgrammeDocument, { input })}
          />
        </Step>
        <Step
          text={t('firstRun.network')}
          hint={t('firstRun.networkHint')}
          done={linkTo('NETWORK', data.networks.nodes)}
        >
          <NameDialogButton
            action={t('firstRun.createNetwork')}
            label={t('firstRun.networkName')}
            draft="FirstNetwork"
            create={(input) => api.change(StudioCreateFirstNetworkDocument, { input })}
          />
        </Step>
        <Step text={t('firstRun.activity')} hint={t('firstRun.activityHint')} done={null}>
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
  /** The link to what the step has made; null: it is not done yet. */
  readonly done: ReactElement | null;
  /** What does the step. */
  readonly children: ReactNode;
}

function Step({ text, hint, done, children }: StepProps): ReactElement {
  const { t } = useInterface();
  return (
    <li>
      <strong>{text}</strong>{' '}
      {done === null ? (
        <>
          <p className="hint">{hint}</p>
          {children}
        </>
      ) : (
        <>
          <span className="badge published">{t('firstRun.done')}</span> {done}
        </>
      )}
    </li>
  );
}

/** The link to the first item, to add what its name does not say; null if there is none. */
function linkTo(
  type: 'PROGRAMME' | 'NETWORK',
  [first]: readonly { readonly id: string; readonly name: string }[],
): ReactElement | null {
  return first === undefined ? null : <Link to={itemPath(type, first.id)}>{first.name}</Link>;
}

interface NameDialogButtonProps {
  readonly action: string;
  readonly label: string;
  /** Names what the dialog is about, among all that a browser keeps for an account. */
  readonly draft: string;
  readonly create: (input: { readonly name: string; readonly clientMutationId: string }) => Promise<Outcome<unknown>>;
}

/** Asks for a name, and creates something with it. */
function NameDialogButton(props: NameDialogButtonProps): ReactElement {
  const { action, draft } = props;
  const { account } = useSession();
  const [isOpen, setOpen] = useState(false);
  const draftKey = draftKeyOf(account.id, draft);
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
      {isOpen && (
        <DialogLease draftKey={draftKey} title={action} onClose={close}>
          <Dialog title={action} isOpen onClose={close}>
            <NameForm {...props} draftKey={draftKey} onClose={close} />
          </Dialog>
        </DialogLease>
      )}
    </>
  );
}

interface NameFormProps extends NameDialogButtonProps {
  readonly draftKey: DraftKey;
  readonly onClose: () => void;
}

function NameForm({ action, label, create, draftKey, onClose }: NameFormProps): ReactElement {
  const { t } = useInterface();
  const announce = useAnnounce();
  const kept = useKeptForm(draftKey, { name: '' });
  const { name } = kept.values;
  return (
    <DialogForm
      fields={['name']}
      action={action}
      kept={kept}
      onClose={onClose}
      onSubmit={() => kept.send((clientMutationId) => create({ name, clientMutationId }))}
      onDone={() => {
        announce(t('state.saved'));
        onClose();
      }}
    >
      {(problemOf) => (
        <TextInput
          label={label}
          value={name}
          onChange={(text) => {
            kept.set('name', text);
          }}
          isRequired
          maxLength={MAX_LENGTH.name}
          autoFocus
          problem={problemOf('name')}
        />
      )}
    </DialogForm>
  );
}
