import { Link } from '@tanstack/react-router';
import { type ReactElement, useEffect, useState } from 'react';
import {
  StudioRedeliverDocument,
  StudioWebhookDeliveriesDocument,
  type StudioWebhookDeliveriesQuery,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { itemPath } from '../content/item-path';
import { useInterface } from '../interface';
import { type ListState, pageArguments } from '../lists/list-state';
import { ListTable } from '../lists/list-table';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Problems, ServerText } from '../ui/problems';
import { Shown } from '../ui/waiting';

/** Milliseconds after which deliveries are read anew while one of them is about to be sent. */
const PAUSE_MS = 2_000;

/** A message that is sent within this time, in milliseconds, is waited for. */
const SOON_MS = 30_000;

type Delivery = Extract<
  StudioWebhookDeliveriesQuery['node'],
  { readonly __typename: 'Webhook' }
>['deliveries']['nodes'][number];

interface WebhookDeliveriesProps {
  readonly webhookId: string;
  readonly url: string;
}

/** What was sent to a webhook, and its response. */
export function WebhookDeliveries({ webhookId, url }: WebhookDeliveriesProps): ReactElement {
  const { t, clock } = useInterface();
  const api = useApi();
  const [state, setState] = useState<ListState>({});
  const reading = useReading(StudioWebhookDeliveriesDocument, { id: webhookId, ...pageArguments(state) });
  const { data, refresh } = reading;
  useEffect(() => {
    const deliveries = data?.node?.__typename === 'Webhook' ? data.node.deliveries.nodes : [];
    const isSoon = (instant: string | null): boolean => instant !== null && Date.parse(instant) < Date.now() + SOON_MS;
    if (!deliveries.some(({ nextAttemptAt }) => isSoon(nextAttemptAt))) return undefined;
    const timer = setTimeout(refresh, PAUSE_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [data, refresh]);
  const { problems, report } = useAnnouncedChange();
  const redeliver = (id: string): Promise<void> =>
    report(api.change(StudioRedeliverDocument, { input: { id } }), t('webhooks.redelivered'));
  return (
    <div className="deliveries">
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ node }) =>
          node?.__typename === 'Webhook' && (
            <ListTable
              label={t('webhooks.deliveriesOf', { url })}
              page={node.deliveries}
              state={state}
              onChange={setState}
              empty={t('webhooks.noDeliveries')}
              columns={[
                { id: 'event', title: t('webhooks.event'), show: ({ type }) => t(`webhookEvent.${type}`) },
                {
                  id: 'item',
                  title: t('webhooks.item'),
                  show: (delivery) => (
                    <>
                      {delivery.node === null ? (
                        itemName(delivery)
                      ) : (
                        <Link
                          to={itemPath(delivery.itemType, delivery.node.id)}
                          lang={'locale' in delivery.node ? delivery.node.locale : undefined}
                        >
                          {itemName(delivery)}
                        </Link>
                      )}
                      <div className="hint">{t(`type.${delivery.itemType}`)}</div>
                    </>
                  ),
                },
                { id: 'at', title: t('log.at'), show: ({ occurredAt }) => clock.show(occurredAt) },
                {
                  id: 'state',
                  title: t('column.state'),
                  show: ({ state: delivery, attempts, nextAttemptAt }) => (
                    <>
                      {t(`delivery.${delivery}`)}
                      <div className="hint">
                        {t('webhooks.attempts', { count: attempts })}
                        {nextAttemptAt !== null && ` · ${t('webhooks.next', { at: clock.show(nextAttemptAt) })}`}
                      </div>
                    </>
                  ),
                },
                {
                  id: 'answer',
                  title: t('webhooks.answer'),
                  show: ({ responseStatus, error }) =>
                    responseStatus ?? (error === null ? '–' : <ServerText text={error} />),
                },
                {
                  id: 'actions',
                  title: t('column.actions'),
                  show: (delivery) => (
                    <Button
                      aria-label={t('webhooks.redeliverOf', { name: itemName(delivery) })}
                      onPress={() => void redeliver(delivery.id)}
                    >
                      {t('webhooks.redeliver')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </div>
  );
}

/** The title of the item that an event was about. Of one that is gone, the name in its address, if the public saw it. */
function itemName({ node, slug }: Delivery): string {
  return node !== null && 'title' in node ? node.title : (slug ?? '–');
}
