import type { EntityClass } from '../database/data-source';
import { Account } from './identity/account.entity';
import { ApiKey } from './identity/api-key.entity';
import { Session } from './identity/session.entity';
import {
  ActivityCountry,
  ActivityNetwork,
  ActivityOrganisation,
  ActivityTopic,
} from './catalogue/activity/activity-links.entity';
import { Activity } from './catalogue/activity/activity.entity';
import { DocumentAccessEvent } from './documents/access-log/document-access-event.entity';
import { ClientMutation } from '../core/mutations/idempotency';
import { OutboxEvent } from './publishing/outbox';
import { Preview } from './publishing/preview.entity';
import { Revision } from './publishing/revision.entity';
import { DocumentContentVersion } from './documents/files/document-content-version.entity';
import { DocumentUpload } from './documents/files/document-upload.entity';
import { FileLease } from './documents/files/file-leases';
import { RestrictedDocument } from './documents/document/restricted-document.entity';
import { MemberCountry } from './catalogue/network/member-country.entity';
import { NetworkSupporter, Network } from './catalogue/network/network.entity';
import { NewsActivity, NewsItem } from './catalogue/news/news-item.entity';
import { Objective } from './catalogue/objective/objective.entity';
import { Organisation } from './catalogue/organisation/organisation.entity';
import { Component } from './catalogue/programme/component.entity';
import { Programme } from './catalogue/programme/programme.entity';
// Changes of content need the list of all publishable types.
import './publishables';
import { Region } from './catalogue/region/region.entity';
import { FailedAttempts } from './identity/throttle';
import { ActivityDocumentsPassword } from './documents/unlocking/activity-documents-password.entity';
import { DocumentAccessCode } from './documents/unlocking/document-access-code.entity';
import { DocumentGrant } from './documents/unlocking/document-grant.entity';
import { WebhookDelivery } from './events/webhook/webhook-delivery.entity';
import { RateLimitUse } from './identity/rate-limit/rate-limit-use.entity';
import { Webhook } from './events/webhook/webhook.entity';

/** The entities of all modules: one for each table. */
export const entities: readonly EntityClass[] = [
  Account,
  Activity,
  ActivityCountry,
  ActivityDocumentsPassword,
  ActivityNetwork,
  ActivityOrganisation,
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
  FileLease,
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
  RateLimitUse,
  Region,
  RestrictedDocument,
  Revision,
  Session,
  Webhook,
  WebhookDelivery,
];
