import { useState, type ReactElement } from 'react';
import { StudioCreateWebhookDocument } from '../../../clients/typescript/src/index.js';
import { useApi } from '../api';
import { DraftLease } from '../forms/draft-lease';
import { draftKeyOf, type DraftKey } from '../forms/local-draft';
import { useKeptForm } from '../forms/use-kept-form';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { Checkbox } from '../ui/checkbox';
import { Dialog } from '../ui/dialog';
import { DialogForm } from '../ui/dialog-form';
import { SecretShown } from '../ui/secret-shown';
import { TextInput } from '../ui/text-input';

const EVENTS = [
  'CONTENT_APPEARED',
  'CONTENT_CHANGED',
  'CONTENT_WITHDRAWN',
  'ACTIVITY_PUBLISHED',
  'NEWS_ITEM_PUBLISHED',
] as const;

type WebhookEvent = (typeof EVENTS)[number];

/** Creates a webhook, and shows the secret that signs its messages once. */
export function WebhookDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useInterface();
  const { account } = useSession();
  const [secret, setSecret] = useState<string | null>(null);
  const draftKey = draftKeyOf(account.id, 'Webhook', 'new');
  return (
    <DraftLease draftKey={draftKey}>
      <Dialog title={t('webhooks.create')} isOpen {...(secret === null && { onClose })}>
        {secret === null ? (
          <WebhookForm draftKey={draftKey} onCreated={setSecret} onClose={onClose} />
        ) : (
          <SecretShown label={t('webhooks.secret')} value={secret} onClose={onClose} />
        )}
      </Dialog>
    </DraftLease>
  );
}

interface WebhookFormProps {
  readonly draftKey: DraftKey;
  /** Called with the secret. */
  readonly onCreated: (secret: string) => void;
  readonly onClose: () => void;
}

function WebhookForm({ draftKey, onCreated, onClose }: WebhookFormProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const first: readonly WebhookEvent[] = EVENTS.slice(0, 3);
  const kept = useKeptForm(draftKey, { url: '', events: first });
  const { url, events } = kept.values;
  return (
    <DialogForm
      fields={['url']}
      action={t('webhooks.create')}
      kept={kept}
      onClose={onClose}
      // The secret is in the answer alone. A webhook whose answer is lost is of no use, so the next attempt makes another one.
      onSubmit={() => kept.send(() => api.change(StudioCreateWebhookDocument, { input: { url, events } }))}
      onDone={({ createWebhook }) => {
        onCreated(createWebhook.secret);
      }}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('webhooks.url')}
            value={url}
            onChange={(text) => {
              kept.set('url', text);
            }}
            type="url"
            isRequired
            maxLength={2000}
            autoFocus
            problem={problemOf('url')}
          />
          <div role="group" aria-label={t('webhooks.events')}>
            <p>{t('webhooks.events')}</p>
            {EVENTS.map((event) => (
              <Checkbox
                key={event}
                isSelected={events.includes(event)}
                onChange={(isSelected) => {
                  kept.set(
                    'events',
                    EVENTS.filter((one) => (one === event ? isSelected : events.includes(one))),
                  );
                }}
              >
                {t(`webhookEvent.${event}`)}
              </Checkbox>
            ))}
          </div>
        </>
      )}
    </DialogForm>
  );
}
