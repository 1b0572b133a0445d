import { type ReactElement, useState } from 'react';
import { StudioCreateWebhookDocument } from '../../../clients/typescript/src/studio.js';
import { MAX_LENGTH } from '../../../src/core/limits';
import { useApi } from '../api';
import { Group } from '../forms/inputs/group';
import { secretDraftKeyOf } from '../forms/local-draft';
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

/** The values that the form begins with. */
const BLANK: { url: string; events: readonly WebhookEvent[] } = { url: '', events: EVENTS.slice(0, 3) };

/**
 * Creates a webhook, and shows the secret that signs its messages once. What is typed is only kept until the page is left: addresses
 * of webhooks may contain secrets.
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
  const { account } = useSession();
  const kept = useKeptForm(secretDraftKeyOf(account.id, 'Webhook', 'new'), BLANK);
  const { values, set, send } = kept;
  const { url, events } = values;
  return (
    <DialogForm
      fields={['url', 'events']}
      action={t('webhooks.create')}
      // The browser does not keep it, as the hint of a changed form would say.
      kept={{ ...kept, isChanged: false }}
      onClose={onClose}
      onSubmit={() =>
        send((clientMutationId) => api.change(StudioCreateWebhookDocument, { input: { ...values, clientMutationId } }))
      }
      onDone={({ createWebhook }) => {
        onCreated(createWebhook.secret);
      }}
    >
      {(problemOf) => (
        <>
          <TextInput
            label={t('webhooks.url')}
            value={url}
            onChange={(value) => {
              set('url', value);
            }}
            type="url"
            isRequired
            maxLength={MAX_LENGTH.url}
            autoFocus
            problem={problemOf('url')}
          />
          <Group label={t('webhooks.events')} isRequired problem={problemOf('events')}>
            {EVENTS.map((event) => (
              <Checkbox
                key={event}
                isSelected={events.includes(event)}
                onChange={(isSelected) => {
                  set(
                    'events',
                    EVENTS.filter((one) => (one === event ? isSelected : events.includes(one))),
                  );
                }}
              >
                {t(`webhookEvent.${event}`)}
              </Checkbox>
            ))}
          </Group>
        </>
      )}
    </DialogForm>
  );
}
