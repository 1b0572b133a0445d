import { type ReactElement, useState } from 'react';
import {
  StudioApiKeysDocument,
  type StudioApiKeysQuery,
  StudioRevokeApiKeyDocument,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { type ListState, pageArguments } from '../lists/list-state';
import { ListTable } from '../lists/list-table';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { ApiKeyDialog } from './api-key-dialog';

type ApiKey = NonNullable<StudioApiKeysQuery['apiKeys']>['nodes'][number];

/** The keys by which programs use the API. */
export function ApiKeyList(): ReactElement {
  const { t, clock } = useInterface();
  const api = useApi();
  const [state, setState] = useState<ListState>({});
  const reading = useReading(StudioApiKeysDocument, pageArguments(state));
  const [isCreating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const { problems, report } = useAnnouncedChange();
  const revoke = ({ id, name }: ApiKey): Promise<void> =>
    report(api.change(StudioRevokeApiKeyDocument, { input: { id } }), t('apiKeys.revoked', { name }));
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
                  show: ({ lastUsedAt }) => (lastUsedAt === null ? t('apiKeys.never') : clock.show(lastUsedAt)),
                },
                {
                  id: 'expires',
                  title: t('apiKeys.expires'),
                  show: ({ expiresAt }) => (expiresAt === null ? '–' : clock.show(expiresAt)),
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
                      t('apiKeys.revokedAt', { at: clock.show(key.revokedAt) })
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
