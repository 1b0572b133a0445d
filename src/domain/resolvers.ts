import type { NonEmptyArray } from 'type-graphql';
import { DocumentAccessEventResolver, DocumentAccessLogResolver } from './access-log/access-log.resolver';
import { AccountEditingResolver } from './account/account-editing.resolver';
import { AccountResolver } from './account/account.resolver';
import { ApiKeyResolver } from './account/api-key.resolver';
import { PublicationAccountsResolver } from './account/publication-accounts.resolver';
import { RevisionAccountResolver } from './account/revision-account.resolver';
import { SessionResolver } from './account/session.resolver';
import { ViewerResolver } from './account/viewer.resolver';
import {
  CountryActivitiesResolver,
  NetworkActivitiesResolver,
  ProgrammeActivitiesResolver,
} from './activity/activities-of.resolver';
import { ActivityEditingResolver, activityMoves } from './activity/activity-editing.resolver';
import { ActivityFacetsResolver } from './activity/activity.facets';
import { ActivityResolver, OperativeDimensionResolver } from './activity/activity.resolver';
import { ActivityStatisticsResolver } from './activity/activity.statistics';
import { RevisionResolver } from './authoring/history.resolver';
import { DocumentContentResolver, UnlockedContentResolver } from './content/document-content.resolver';
import { DocumentUploadResolver } from './content/document-upload.resolver';
import { CountryResolver } from './country/country.resolver';
import { ActivityDocumentsResolver, RestrictedDocumentResolver } from './document/restricted-document.resolver';
import {
  RestrictedDocumentEditingResolver,
  restrictedDocumentMoves,
} from './document/restricted-document-editing.resolver';
import { MemberCountryEditingResolver } from './network/member-country-editing.resolver';
import { LiveResolver } from './live/live.resolver';
import { CountryMembershipsResolver, MemberCountryResolver } from './network/member-country.resolver';
import { NetworkEditingResolver, networkMoves } from './network/network-editing.resolver';
import { NetworkResolver } from './network/network.resolver';
import { NewsItemEditingResolver, newsItemMoves } from './news/news-item-editing.resolver';
import { ActivityNewsResolver, NewsItemResolver } from './news/news-item.resolver';
import { NodeResolver } from './node/node.resolver';
import { ObjectiveEditingResolver } from './objective/objective-editing.resolver';
import { ActivityObjectivesResolver, ObjectiveResolver } from './objective/objective.resolver';
import { OrganisationEditingResolver } from './organisation/organisation-editing.resolver';
import { OrganisationResolver } from './organisation/organisation.resolver';
import { ComponentEditingResolver } from './programme/component-editing.resolver';
import { ProgrammeEditingResolver } from './programme/programme-editing.resolver';
import { ComponentResolver, ProgrammeResolver } from './programme/programme.resolver';
import { RegionEditingResolver } from './region/region-editing.resolver';
import { RegionResolver } from './region/region.resolver';
import { SearchResolver } from './search/search.resolver';
import { TrashResolver } from './trash/trash.resolver';
import { ActivityDocumentsPasswordResolver } from './unlocking/activity-documents-password.resolver';
import { DocumentAccessCodeResolver, DocumentAccessCodesResolver } from './unlocking/document-access-code.resolver';
import { UnlockResolver } from './unlocking/unlock.resolver';
import { ViewerDocumentsResolver } from './unlocking/viewer-documents.resolver';
import { UnpublishedResolver } from './unpublished/unpublished.resolver';
import { WebhookDeliveryResolver, WebhookResolver } from './webhook/webhook.resolver';

/** Every resolver, by which the schema is built. Those that stand on services are constructed in app.ts. */
export const resolvers: NonEmptyArray<new (...services: never[]) => object> = [
  AccountEditingResolver,
  AccountResolver,
  ActivityDocumentsPasswordResolver,
  ActivityDocumentsResolver,
  ActivityEditingResolver,
  ActivityFacetsResolver,
  ActivityNewsResolver,
  ActivityObjectivesResolver,
  ActivityResolver,
  ActivityStatisticsResolver,
  ApiKeyResolver,
  ComponentEditingResolver,
  ComponentResolver,
  CountryActivitiesResolver,
  CountryMembershipsResolver,
  CountryResolver,
  DocumentAccessCodeResolver,
  DocumentAccessCodesResolver,
  DocumentAccessEventResolver,
  DocumentAccessLogResolver,
  DocumentContentResolver,
  UnlockedContentResolver,
  DocumentUploadResolver,
  MemberCountryEditingResolver,
  LiveResolver,
  MemberCountryResolver,
  NetworkActivitiesResolver,
  NetworkEditingResolver,
  NetworkResolver,
  NewsItemEditingResolver,
  NewsItemResolver,
  NodeResolver,
  ObjectiveEditingResolver,
  ObjectiveResolver,
  OperativeDimensionResolver,
  OrganisationEditingResolver,
  OrganisationResolver,
  ProgrammeActivitiesResolver,
  ProgrammeEditingResolver,
  ProgrammeResolver,
  PublicationAccountsResolver,
  RegionEditingResolver,
  RegionResolver,
  RestrictedDocumentEditingResolver,
  RestrictedDocumentResolver,
  RevisionAccountResolver,
  RevisionResolver,
  SearchResolver,
  SessionResolver,
  TrashResolver,
  UnlockResolver,
  UnpublishedResolver,
  ViewerDocumentsResolver,
  ViewerResolver,
  WebhookDeliveryResolver,
  WebhookResolver,
  ...activityMoves,
  ...networkMoves,
  ...newsItemMoves,
  ...restrictedDocumentMoves,
];
