import type { EntityClass } from '../database/data-source';
import { Account } from './account/account.entity';
import { ApiKey } from './account/api-key.entity';
import { Session } from './account/session.entity';
import { ActivityCountry } from './activity/activity-country.entity';
import { ActivityNetwork } from './activity/activity-network.entity';
import { ActivityTopic } from './activity/activity-topic.entity';
import { Activity } from './activity/activity.entity';
import { DocumentAccessEvent } from './audit/document-access-event.entity';
import { ClientMutation } from './authoring/client-mutation.entity';
import { OutboxEvent } from './authoring/outbox-event.entity';
import { Preview } from './authoring/preview.entity';
import { Revision } from './authoring/revision.entity';
import { DocumentContentVersion } from './content/document-content-version.entity';
import { DocumentUpload } from './content/document-upload.entity';
import { FileClaim } from './content/file-claim.entity';
import { RestrictedDocument } from './document/restricted-document.entity';
import { MemberCountry } from './network/member-country.entity';
import { NetworkSupporter } from './network/network-supporter.entity';
import { Network } from './network/network.entity';
import { NewsActivity } from './news/news-activity.entity';
import { NewsItem } from './news/news-item.entity';
import { Objective } from './objective/objective.entity';
import { Organisation } from './organisation/organisation.entity';
import { Component } from './programme/component.entity';
import { Programme } from './programme/programme.entity';
import { Region } from './region/region.entity';
import { FailedAttempts } from './throttle/failed-attempts.entity';
import { ActivityDocumentsPassword } from './unlocking/activity-documents-password.entity';
import { DocumentAccessCode } from './unlocking/document-access-code.entity';
import { DocumentGrant } from './unlocking/document-grant.entity';
import { WebhookDelivery } from './webhook/webhook-delivery.entity';
import { Webhook } from './webhook/webhook.entity';

/** Everything that is stored. */
export const entities: readonly EntityClass[] = [
  Account,
  Activity,
  ActivityCountry,
  ActivityDocumentsPassword,
  ActivityNetwork,
  ActivityTopic,
  ApiKey,
  ClientMutation,
  Component,
  DocumentAccessCode,
  DocumentAccessEvent,
  DocumentContentVersion,
  DocumentGrant,
  DocumentUpload,
  FailedAttempts,
  FileClaim,
  MemberCountry,
  Network,
  NetworkSupporter,
  NewsActivity,
  NewsItem,
  Objective,
  Organisation,
  OutboxEvent,
  Preview,
  Programme,
  Region,
  RestrictedDocument,
  Revision,
  Session,
  Webhook,
  WebhookDelivery,
];
