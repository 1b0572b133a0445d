// Changes of content need the list of all publishable types.
import './publishables';
import { ClientMutation } from '../core/mutations/idempotency';
import type { EntityClass } from '../database/data-source';
import { Activity, ActivityTranslation } from './catalogue/activity/activity.entity';
import {
  ActivityAttachment,
  ActivityCountry,
  ActivityImage,
  ActivityNetwork,
  ActivityOrganisation,
  ActivityRecipient,
  ActivityRelation,
  ActivitySdg,
  ActivitySector,
  ActivityTopic,
  ActivityTopicText,
} from './catalogue/activity/activity-links.entity';
import { MemberCountry } from './catalogue/network/member-country.entity';
import { Network, NetworkImage, NetworkSupporter, NetworkTranslation } from './catalogue/network/network.entity';
import {
  NewsActivity,
  NewsAttachment,
  NewsImage,
  NewsItem,
  NewsItemTranslation,
} from './catalogue/news/news-item.entity';
import { Objective } from './catalogue/objective/objective.entity';
import { Organisation, OrganisationImage, OrganisationTranslation } from './catalogue/organisation/organisation.entity';
import { Component, ComponentTranslation } from './catalogue/programme/component.entity';
import {
  Programme,
  ProgrammeImage,
  ProgrammeOrganisation,
  ProgrammeTranslation,
} from './catalogue/programme/programme.entity';
import { Region, RegionTranslation } from './catalogue/region/region.entity';
import { DemonstrationRecord } from './demonstration/demonstration-record.entity';
import { DocumentAccessEvent } from './documents/access-log/document-access-event.entity';
import { RestrictedDocument } from './documents/document/restricted-document.entity';
import { RestrictedDocumentTranslation } from './documents/document/restricted-document-translation.entity';
import { DocumentContentVersion } from './documents/files/document-content-version.entity';
import { DocumentUpload } from './documents/files/document-upload.entity';
import { DocumentAccessCode } from './documents/unlocking/access-code/document-access-code.entity';
import { DocumentGrant } from './documents/unlocking/document-grant.entity';
import { ActivityDocumentsPassword } from './documents/unlocking/documents-password/activity-documents-password.entity';
import { Webhook } from './events/webhook/webhook.entity';
import { WebhookDelivery } from './events/webhook/webhook-delivery.entity';
import { ChangedMoney, CountedShare, MoneyTotal } from './figures/activity-money/kept-totals/money-total.entity';
import { CompletenessScore } from './figures/completeness/completeness-score.entity';
import { ActivityBudget, MoneyShare, PastTransaction } from './figures/money/money.entity';
import { Transaction } from './figures/money/transaction.entity';
import { EnteredParticipation, PublishedParticipation, SmallCount } from './figures/people/participation.entity';
import { ExchangeRate, RateTable } from './figures/rates/rate-table.entity';
import { ActivityResult, Indicator, StoredMeasurement, StoredPeriod } from './figures/results/results.entity';
import { FileLease } from './files/file-leases';
import { Account } from './identity/account/account.entity';
import { AccountEvent } from './identity/account/account-event.entity';
import { AccountLink } from './identity/account-links/account-link.entity';
import { ApiKey } from './identity/api-key/api-key.entity';
import { RateLimitUse } from './identity/rate-limit/rate-limit-use.entity';
import { Session } from './identity/session/session.entity';
import { FailedAttempts } from './identity/throttle/failed-attempts.entity';
import { Mail } from './mail/mail.entity';
import { Attachment, AttachmentFile, AttachmentUpload } from './media/attachment/attachment.entity';
import { Image, ImageFile, ImageUpload } from './media/image/image.entity';
import { ImageTranslation } from './media/image/image-translation.entity';
import { Revision } from './publishing/history/revision.entity';
import { OutboxEvent } from './publishing/outbox';
import { Preview } from './publishing/preview/preview.entity';

/** The entities of all modules: one for each table. */
export const entities: readonly EntityClass[] = [
  Account,
  AccountEvent,
  AccountLink,
  Activity,
  ActivityAttachment,
  ActivityBudget,
  ActivityTranslation,
  ActivityCountry,
  ActivityDocumentsPassword,
  ActivityImage,
  ActivityNetwork,
  ActivityOrganisation,
  ActivityRecipient,
  ActivityRelation,
  ActivityResult,
  CompletenessScore,
  ActivitySdg,
  ActivitySector,
  ActivityTopic,
  ActivityTopicText,
  ApiKey,
  Attachment,
  AttachmentFile,
  AttachmentUpload,
  ChangedMoney,
  ClientMutation,
  Component,
  ComponentTranslation,
  CountedShare,
  DemonstrationRecord,
  DocumentAccessCode,
  DocumentAccessEvent,
  DocumentContentVersion,
  DocumentGrant,
  DocumentUpload,
  EnteredParticipation,
  ExchangeRate,
  FailedAttempts,
  FileLease,
  Image,
  ImageFile,
  ImageTranslation,
  ImageUpload,
  Indicator,
  Mail,
  MemberCountry,
  MoneyShare,
  MoneyTotal,
  Network,
  NetworkImage,
  NetworkTranslation,
  NetworkSupporter,
  NewsActivity,
  NewsAttachment,
  NewsImage,
  NewsItem,
  NewsItemTranslation,
  Objective,
  Organisation,
  OrganisationImage,
  OrganisationTranslation,
  OutboxEvent,
  PastTransaction,
  Preview,
  Programme,
  ProgrammeImage,
  ProgrammeOrganisation,
  ProgrammeTranslation,
  PublishedParticipation,
  RateLimitUse,
  RateTable,
  Region,
  RegionTranslation,
  RestrictedDocument,
  RestrictedDocumentTranslation,
  Revision,
  Session,
  SmallCount,
  StoredMeasurement,
  StoredPeriod,
  Transaction,
  Webhook,
  WebhookDelivery,
];
