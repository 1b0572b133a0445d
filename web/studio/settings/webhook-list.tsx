import { type ReactElement, useState } from 'react';
import {
  StudioDeleteWebhookDocument,
  StudioWebhooksDocument,
  type StudioWebhooksQuery,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { WebhookDeliveries } from './webhook-deliveries';
import { WebhookDialog } from './webhook-dialog';
import './settings.css';

type Webhook = NonNullable<StudioWebhooksQuery['webhooks']>['nodes'][number];

/** The addresses that receive events, each with what was sent to it. */
export function WebhookList(): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const reading = useReading(StudioWebhooksDocument, {});
  const [isCreating, setCreating] = useState(false);
  const [shownId, setShownId] = useState<string | null>(null);
  const [deleted, setDeleted] = useState<Webhook | null>(null);
  const { problems, report } = useAnnouncedChange();
  const remove = ({ id, url }: Webhook): Promise<void> =>
    report(api.change(StudioDeleteWebhookDocument, { input: { id } }), t('webhooks.deleted', { url }));
  return (
    <>
      <div className="title">
        <h2>{t('webhooks.title')}</h2>
        <Button
          onPress={() => {
            setCreating(true);
          }}
        >
          {t('webhooks.create')}
        </Button>
      </div>
      <p className="hint">{t('webhooks.hint')}</p>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ webhooks }) =>
          webhooks === null || webhooks.nodes.length === 0 ? (
            <p>{t('webhooks.empty')}</p>
          ) : (
            <ul className="rows">
              {webhooks.nodes.map((webhook) => (
                <WebhookRow
                  key={webhook.id}
                  webhook={webhook}
                  isShown={webhook.id === shownId}
                  onShow={setShownId}
                  onDelete={setDeleted}
                />
              ))}
            </ul>
          )
        }
      </Shown>
      {isCreating && (
        <WebhookDialog
          onClose={() => {
            setCreating(false);
          }}
        />
      )}
      {deleted !== null && (
        <Confirm
          title={t('webhooks.deleteOf', { url: deleted.url })}
          text={t('webhooks.deleteText')}
          action={t('action.delete')}
          isOpen
          onClose={() => {
            setDeleted(null);
          }}
          onConfirm={() => remove(deleted)}
        />
      )}
    </>
  );
}

interface WebhookRowProps {
  readonly webhook: Webhook;
  /** True if its deliveries are shown. */
  readonly isShown: boolean;
  readonly onShow: (id: string | null) => void;
  readonly onDelete: (webhook: Webhook) => void;
}

function WebhookRow({ webhook, isShown, onShow, onDelete }: WebhookRowProps): ReactElement {
  const { t, clock } = useInterface();
  const { id, url, events, disabledAt, failingSince } = webhook;
  return (
    <li>
      <div className="webhook">
        <strong>{url}</strong>{' '}
        {disabledAt !== null && <span className="badge">{t('webhooks.disabled', { at: clock.show(disabledAt) })}</span>}
        {disabledAt === null && failingSince !== null && (
          <span className="badge">{t('webhooks.failing', { at: clock.show(failingSince) })}</span>
        )}
        <div className="hint">{events.map((event) => t(`webhookEvent.${event}`)).join(' · ')}</div>
      </div>
      <div className="actions">
        <Button
          aria-expanded={isShown}
          aria-label={t('webhooks.deliveriesOf', { url })}
          onPress={() => {
            onShow(isShown ? null : id);
          }}
        >
          {t('webhooks.deliveries')}
        </Button>
        <Button
          look="danger"
          aria-label={t('webhooks.deleteOf', { url })}
          onPress={() => {
            onDelete(webhook);
          }}
        >
          {t('action.delete')}
        </Button>
      </div>
      {isShown && <WebhookDeliveries webhookId={id} url={url} />}
    </li>
  );
}
