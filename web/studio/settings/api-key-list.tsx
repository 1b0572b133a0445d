import { useState, type ReactElement } from 'react';
import {
  StudioApiKeysDocument,
  StudioCreateApiKeyDocument,
  StudioRevokeApiKeyDocument,
  type StudioApiKeysQuery,
} from '../../../clients/typescript/src/index.js';
import { useApi, useReading, type Problem } from '../api';
import { useInterface } from '../interface';
import { pageArguments, type ListState } from '../lists/list-state';
import { ListTable } from '../lists/list-table';
import { RoleFields, type BoundRole } from '../people/role-fields';
import { instantOf } from '../publication/local-time';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Confirm, Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { Problems } from '../ui/problems';
import { SecretShown } from '../ui/secret-shown';
import { TextInput } from '../ui/text-input';
import { Shown } from '../ui/waiting';

type ApiKey = NonNullable<StudioApiKeysQuery['apiKeys']>['nodes'][number];

/** The keys by which programs use the API. */
export function ApiKeyList(): ReactElement {
  const { t, dates } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [state, setState] = useState<ListState>({});
  const reading = useReading(StudioApiKeysDocument, pageArguments(state));
  const [isCreating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const revoke = async ({ id, name }: ApiKey): Promise<void> => {
    const outcome = await api.change(StudioRevokeApiKeyDocument, { input: { id } });
    setProblems(outcome.problems ?? []);
    if (outcome.problems === null) announce(t('apiKeys.revoked', { name }));
  };
  return (
    <>
      <div className="title">
        <h2>{t('apiKeys.title')}</h2>
        <Button
          onPress={() => {
            setCreating(true);
          }}
        >
          {t('apiKeys.create')}
        </Button>
      </div>
      <p className="hint">{t('apiKeys.hint')}</p>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ apiKeys }) =>
          apiKeys !== null && (
            <ListTable
              label={t('apiKeys.title')}
              page={apiKeys}
              state={state}
              onChange={setState}
              empty={t('apiKeys.empty')}
              columns={[
                { id: 'name', title: t('apiKeys.name'), show: ({ name }) => name },
                {
                  id: 'role',
                  title: t('people.role'),
                  show: ({ role, network }) => (
                    <>
                      {t(`role.${role}`)}
                      {network !== null && <div className="hint">{network.name}</div>}
                    </>
                  ),
                },
                {
                  id: 'used',
                  title: t('apiKeys.lastUsed'),
                  show: ({ lastUsedAt }) => (lastUsedAt === null ? t('apiKeys.never') : dates.time(lastUsedAt)),
                },
                {
                  id: 'expires',
                  title: t('apiKeys.expires'),
                  show: ({ expiresAt }) => (expiresAt === null ? '–' : dates.time(expiresAt)),
                },
                {
                  id: 'actions',
                  title: t('column.actions'),
                  show: (key) =>
                    key.revokedAt === null ? (
                      <Button
                        look="danger"
                        aria-label={t('apiKeys.revokeOf', { name: key.name })}
                        onPress={() => {
                          setRevoked(key);
                        }}
                      >
                        {t('apiKeys.revoke')}
                      </Button>
                    ) : (
                      t('apiKeys.revokedAt', { at: dates.time(key.revokedAt) })
                    ),
                },
              ]}
            />
          )
        }
      </Shown>
      {isCreating && (
        <ApiKeyDialog
          onClose={() => {
            setCreating(false);
          }}
        />
      )}
      {revoked !== null && (
        <Confirm
          title={t('apiKeys.revokeOf', { name: revoked.name })}
          text={t('apiKeys.revokeText')}
          action={t('apiKeys.revoke')}
          isOpen
          onClose={() => {
            setRevoked(null);
          }}
          onConfirm={() => revoke(revoked)}
        />
      )}
    </>
  );
}

/** Creates an API key, and shows it once. */
function ApiKeyDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const [bound, setBound] = useState<BoundRole>({ role: 'VIEWER', networkId: null });
  const [token, setToken] = useState<string | null>(null);
  if (token !== null) {
    return (
      <Dialog title={t('apiKeys.create')} isOpen>
        <SecretShown label={t('apiKeys.key')} value={token} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={t('apiKeys.create')} isOpen onClose={onClose}>
      <DialogForm
        fields={['name', 'role', 'networkId', 'expiresAt']}
        action={t('apiKeys.create')}
        onClose={onClose}
        onSubmit={({ text }) => {
          const input = { ...bound, name: text('name'), expiresAt: instantOf(text('expiresAt')) };
          return api.change(StudioCreateApiKeyDocument, { input });
        }}
        onDone={({ createApiKey }) => {
          setToken(createApiKey.token);
        }}
      >
        {(problemOf) => (
          <>
            <TextInput
              label={t('apiKeys.name')}
              description={t('apiKeys.nameHint')}
              name="name"
              isRequired
              maxLength={200}
              autoFocus
              problem={problemOf('name')}
            />
            <RoleFields value={bound} onChange={setBound} highest="EDITOR" problemOf={problemOf} />
            <TextInput
              label={t('apiKeys.expires')}
              description={t('apiKeys.expiresHint')}
              name="expiresAt"
              type="datetime-local"
              problem={problemOf('expiresAt')}
            />
          </>
        )}
      </DialogForm>
    </Dialog>
  );
}
