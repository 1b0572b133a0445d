import type { NonEmptyArray } from 'type-graphql';
import { DocumentAccessEventResolver, DocumentAccessLogResolver } from './documents/access-log/access-log.resolver';
import { AccountEditingResolver, AccountResolver } from './identity/account.resolver';
import { ApiKeyResolver } from './identity/api-key.resolver';
import { PublicationAccountsResolver, RevisionAccountResolver } from './identity/publishing-accounts.resolver';
import { SessionResolver } from './identity/session.resolver';
import { ViewerResolver } from './identity/viewer.resolver';
import {
  CountryActivitiesResolver,
  NetworkActivitiesResolver,
  ProgrammeActivitiesResolver,
} from './catalogue/activity/activities-of.resolver';
import {
  ActivityEditingResolver,
  activityMoves,
  ActivityResolver,
  OperativeDimensionResolver,
} from './catalogue/activity/activity.resolver';
import { ActivityFacetsResolver } from './catalogue/activity/activity.facets';
import { ActivityStatisticsResolver } from './catalogue/activity/activity.statistics';
import { RevisionResolver } from './publishing/history.resolvers';
import { DocumentContentResolver, UnlockedContentResolver } from './documents/files/document-content.resolver';
import { DocumentUploadResolver } from './documents/files/document-upload.resolver';
import { CountryResolver } from './catalogue/country/country.resolver';
import {
  ActivityDocumentsResolver,
  RestrictedDocumentResolver,
  RestrictedDocumentEditingResolver,
  restrictedDocumentMoves,
} from './documents/restricted-document.resolver';
import {
  MemberCountryEditingResolver,
  CountryMembershipsResolver,
  MemberCountryResolver,
} from './catalogue/network/member-country.resolver';
import { LiveResolver } from './events/subscription.resolver';
import { NetworkEditingResolver, networkMoves, NetworkResolver } from './catalogue/network/network.resolver';
import {
  NewsItemEditingResolver,
  newsItemMoves,
  ActivityNewsResolver,
  NewsItemResolver,
} from './catalogue/news/news-item.resolver';
import { NodeResolver } from './node/node.resolver';
import {
  ObjectiveEditingResolver,
  ActivityObjectivesResolver,
  ObjectiveResolver,
} from './catalogue/objective/objective.resolver';
import { OrganisationEditingResolver, OrganisationResolver } from './catalogue/organisation/organisation.resolver';
import { ComponentEditingResolver } from './catalogue/programme/component.resolver';
import {
  ProgrammeEditingResolver,
  ComponentResolver,
  ProgrammeResolver,
} from './catalogue/programme/programme.resolver';
import { RegionEditingResolver, RegionResolver } from './catalogue/region/region.resolver';
import { SearchResolver } from './search/search.resolver';
import { TrashResolver } from './editorial/trash.resolver';
import { ActivityDocumentsPasswordResolver } from './documents/unlocking/activity-documents-password.resolver';
import {
  DocumentAccessCodeResolver,
  DocumentAccessCodesResolver,
} from './documents/unlocking/document-access-code.resolver';
import { UnlockResolver } from './documents/unlocking/unlock.resolver';
import { ViewerDocumentsResolver } from './documents/unlocking/unlocked-documents.resolver';
import { UnpublishedResolver } from './editorial/unpublished.resolver';
import { WebhookDeliveryResolver, WebhookResolver } from './events/webhook/webhook.resolver';

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
