import type { NonEmptyArray } from 'type-graphql';
import { DocumentAccessEventResolver, DocumentAccessLogResolver } from './access-log/access-log.resolver';
import { AccountResolver } from './account/account.resolver';
import { ApiKeyResolver } from './account/api-key.resolver';
import { PublicationAccountsResolver } from './account/publication-accounts.resolver';
import { SessionResolver } from './account/session.resolver';
import { ViewerResolver } from './account/viewer.resolver';
import {
  CountryActivitiesResolver,
  NetworkActivitiesResolver,
  ProgrammeActivitiesResolver,
} from './activity/activities-of.resolver';
import { ActivityFacetsResolver } from './activity/activity.facets';
import { ActivityResolver, OperativeDimensionResolver } from './activity/activity.resolver';
import { ActivityStatisticsResolver } from './activity/activity.statistics';
import { DocumentContentResolver } from './content/document-content.resolver';
import { DocumentUploadResolver } from './content/document-upload.resolver';
import { CountryResolver } from './country/country.resolver';
import { ActivityDocumentsResolver, RestrictedDocumentResolver } from './document/restricted-document.resolver';
import { CountryMembershipsResolver, MemberCountryResolver } from './network/member-country.resolver';
import { NetworkResolver } from './network/network.resolver';
import { ActivityNewsResolver, NewsItemResolver } from './news/news-item.resolver';
import { NodeResolver } from './node/node.resolver';
import { ActivityObjectivesResolver, ObjectiveResolver } from './objective/objective.resolver';
import { OrganisationResolver } from './organisation/organisation.resolver';
import { ComponentResolver, ProgrammeResolver } from './programme/programme.resolver';
import { RegionResolver } from './region/region.resolver';
import { SearchResolver } from './search/search.resolver';
import { ActivityDocumentsPasswordResolver } from './unlocking/activity-documents-password.resolver';
import { DocumentAccessCodeResolver, DocumentAccessCodesResolver } from './unlocking/document-access-code.resolver';
import { UnlockResolver } from './unlocking/unlock.resolver';
import { ViewerDocumentsResolver } from './unlocking/viewer-documents.resolver';

/** Every resolver, by which the schema is built. Those that stand on services are constructed in app.ts. */
export const resolvers: NonEmptyArray<new (...services: never[]) => object> = [
  AccountResolver,
  ActivityDocumentsPasswordResolver,
  ActivityDocumentsResolver,
  ActivityFacetsResolver,
  ActivityNewsResolver,
  ActivityObjectivesResolver,
  ActivityResolver,
  ActivityStatisticsResolver,
  ApiKeyResolver,
  ComponentResolver,
  CountryActivitiesResolver,
  CountryMembershipsResolver,
  CountryResolver,
  DocumentAccessCodeResolver,
  DocumentAccessCodesResolver,
  DocumentAccessEventResolver,
  DocumentAccessLogResolver,
  DocumentContentResolver,
  DocumentUploadResolver,
  MemberCountryResolver,
  NetworkActivitiesResolver,
  NetworkResolver,
  NewsItemResolver,
  NodeResolver,
  ObjectiveResolver,
  OperativeDimensionResolver,
  OrganisationResolver,
  ProgrammeActivitiesResolver,
  ProgrammeResolver,
  PublicationAccountsResolver,
  RegionResolver,
  RestrictedDocumentResolver,
  SearchResolver,
  SessionResolver,
  UnlockResolver,
  ViewerDocumentsResolver,
  ViewerResolver,
];
