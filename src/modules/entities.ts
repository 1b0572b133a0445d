import type { EntityClass } from '../database/data-source';
import { Account } from './identity/account.entity';
import { AccountEvent } from './identity/account-event.entity';
import { AccountLink } from './identity/account-link.entity';
import { ApiKey } from './identity/api-key.entity';
import { Session } from './identity/session.entity';
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
import { Activity } from './catalogue/activity/activity.entity';
import { ActivityTranslation } from './catalogue/activity/activity-translation.entity';
import { DocumentAccessEvent } from './documents/access-log/document-access-event.entity';
import { ClientMutation } from '../core/mutations/idempotency';
import { OutboxEvent } from './publishing/outbox';
import { Preview } from './publishing/preview.entity';
import { Revision } from './publishing/revision.entity';
import { DocumentContentVersion } from './documents/files/document-content-version.entity';
import { DocumentUpload } from './documents/files/document-upload.entity';
import { FileLease } from './files/file-leases';
import { RestrictedDocument } from './documents/document/restricted-document.entity';
import { Attachment, AttachmentFile, AttachmentUpload } from './media/attachment/attachment.entity';
import { Image, ImageFile, ImageUpload } from './media/image.entity';
import { ImageTranslation } from './media/image-translation.entity';
import { RestrictedDocumentTranslation } from './documents/document/restricted-document-translation.entity';
import { MemberCountry } from './catalogue/network/member-country.entity';
import { NetworkImage, NetworkSupporter, Network } from './catalogue/network/network.entity';
import { NetworkTranslation } from './catalogue/network/network-translation.entity';
import { NewsActivity, NewsAttachment, NewsImage, NewsItem } from './catalogue/news/news-item.entity';
import { NewsItemTranslation } from './catalogue/news/news-item-translation.entity';
import { Objective } from './catalogue/objective/objective.entity';
import { Organisation, OrganisationImage } from './catalogue/organisation/organisation.entity';
import { OrganisationTranslation } from './catalogue/organisation/organisation-translation.entity';
import { Component } from './catalogue/programme/component.entity';
import { ComponentTranslation } from './catalogue/programme/component-translation.entity';
import { Programme, ProgrammeImage, ProgrammeOrganisation } from './catalogue/programme/programme.entity';
import { ProgrammeTranslation } from './catalogue/programme/programme-translation.entity';
import { EnteredParticipation, PublishedParticipation, SmallCount } from './figures/people/participation.entity';
// Changes of content need the list of all publishable types.
import './publishables';
import { Region } from './catalogue/region/region.entity';
import { RegionTranslation } from './catalogue/region/region-translation.entity';
import { ChangedMoney, CountedShare, MoneyTotal } from './figures/activity-money/money-total.entity';
import { CompletenessScore } from './figures/completeness/completeness-score.entity';
import { ActivityBudget, MoneyShare, PastTransaction } from './figures/money/money.entity';
import { Transaction } from './figures/money/transaction.entity';
import { ExchangeRate, RateTable } from './figures/rates/rate-table.entity';
import { ActivityResult, Indicator, StoredMeasurement, StoredPeriod } from './figures/results/results.entity';
import { Mail } from './mail/mail.entity';
import { FailedAttempts } from './identity/failed-attempts.entity';
import { ActivityDocumentsPassword } from './documents/unlocking/activity-documents-password.entity';
import { DocumentAccessCode } from './documents/unlocking/document-access-code.entity';
import { DocumentGrant } from './documents/unlocking/document-grant.entity';
import { WebhookDelivery } from './events/webhook/webhook-delivery.entity';
import { RateLimitUse } from './identity/rate-limit/rate-limit-use.entity';
import { DemonstrationRecord } from './demonstration/demonstration-record.entity';
import { Webhook } from './events/webhook/webhook.entity';

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
