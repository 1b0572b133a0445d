import { type ReactElement, useState } from 'react';
import { type Role, StudioCreateApiKeyDocument } from '../../../clients/typescript/src/studio.js';
import { MAX_LENGTH } from '../../../src/core/limits';
import { useApi } from '../api';
import { DialogLease } from '../forms/draft-lease';
import { type DraftKey, draftKeyOf } from '../forms/local-draft';
import { useKeptForm } from '../forms/use-kept-form';
import { useInterface } from '../interface';
import { instantOf } from '../local-time';
import { RoleFields } from '../people/role-fields';
import { useSession } from '../session';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { LocalTimeInput } from '../ui/local-time-input';
import { SecretShown } from '../ui/secret-shown';
import { TextInput } from '../ui/text-input';

/** The values that the form begins with. */
const BLANK: { name: string; role: Role; networkId: string | null; expiresAt: string } = {
  name: '',
  role: 'VIEWER',
  networkId: null,
  expiresAt: '',
};

/** Creates an API key, and shows it once. */
export function ApiKeyDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useInterface();
  const { account } = useSession();
  const [token, setToken] = useState<string | null>(null);
  const draftKey = draftKeyOf(account.id, 'ApiKey', 'new');
  return (
    <DialogLease draftKey={draftKey} title={t('apiKeys.create')} onClose={onClose}>
      <Dialog title={t('apiKeys.create')} isOpen {...(token === null && { onClose })}>
        {token === null ? (
          <ApiKeyForm draftKey={draftKey} onCreated={setToken} onClose={onClose} />
        ) : (
          <SecretShown label={t('apiKeys.key')} value={token} onClose={onClose} />
        )}
      </Dialog>
    </DialogLease>
  );
}

interface ApiKeyFormProps {
  readonly draftKey: DraftKey;
  /** Called with the key. */
  readonly onCreated: (token: string) => void;
  readonly onClose: () => void;
}

function ApiKeyForm({ draftKey, onCreated, onClose }: ApiKeyFormProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const kept = useKeptForm(draftKey, BLANK);
  const { values, set } = kept;
  return (
    <DialogForm
      fields={['name', 'role', 'networkId', 'expiresAt']}
      action={t('apiKeys.create')}
      kept={kept}
      onClose={onClose}
      // If the response is lost, the next attempt gets another key, which replaces the lost one.
      onSubmit={() =>
        kept.send((clientMutationId) =>
          api.change(StudioCreateApiKeyDocument, {
            input: { ...values, expiresAt: instantOf(values.expiresAt), clientMutationId },
          }),
        )
      }
      onDone={({ createApiKey }) => {
        onCreated(createApiKey.token);
      }}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('apiKeys.name')}
            description={t('apiKeys.nameHint')}
            value={values.name}
            onChange={(name) => {
              set('name', name);
            }}
            isRequired
            maxLength={MAX_LENGTH.name}
            autoFocus
            problem={problemOf('name')}
          />
          <RoleFields
            value={values}
            onChange={({ role, networkId }) => {
              set('role', role);
              set('networkId', networkId);
            }}
            highest="EDITOR"
            problemOf={problemOf}
          />
          <LocalTimeInput
            label={t('apiKeys.expires')}
            description={t('apiKeys.expiresHint')}
            value={values.expiresAt}
            onChange={(expiresAt) => {
              set('expiresAt', expiresAt);
            }}
            problem={problemOf('expiresAt')}
          />
        </>
      )}
    </DialogForm>
  );
}
