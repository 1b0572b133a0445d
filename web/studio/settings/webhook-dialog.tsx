import { useState, type ReactElement } from 'react';
import { StudioCreateWebhookDocument } from '../../../clients/typescript/src/index.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
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

/**
 * Creates a webhook, and shows the secret that signs its messages once. The browser does not keep what is typed: addresses of
 * webhooks may contain secrets.
 */
export function WebhookDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { t } = useInterface();
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Dialog title={t('webhooks.create')} isOpen {...(secret === null && { onClose })}>
      {secret === null ? (
        <WebhookForm onCreated={setSecret} onClose={onClose} />
      ) : (
        <SecretShown label={t('webhooks.secret')} value={secret} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface WebhookFormProps {
  /** Called with the secret. */
  readonly onCreated: (secret: string) => void;
  readonly onClose: () => void;
}

function WebhookForm({ onCreated, onClose }: WebhookFormProps): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const [url, setUrl] = useState('');
  const [events, setEvents] = useState<readonly WebhookEvent[]>(EVENTS.slice(0, 3));
  return (
    <DialogForm
      fields={['url']}
      action={t('webhooks.create')}
      onClose={onClose}
      // The secret is in the answer alone. A webhook whose answer is lost is of no use, so the next attempt makes another one.
      onSubmit={() => api.change(StudioCreateWebhookDocument, { input: { url, events } })}
      onDone={({ createWebhook }) => {
        onCreated(createWebhook.secret);
      }}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('webhooks.url')}
            value={url}
            onChange={setUrl}
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
                  setEvents(EVENTS.filter((one) => (one === event ? isSelected : events.includes(one))));
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
