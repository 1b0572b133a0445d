import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { ImageHtml } from '../media/image/image-html';
import type { Publishing } from '../publishing/publishing.service';
import { ReferenceData } from '../reference-data/reference-data.service';
import {
  CountryActivitiesResolver,
  NetworkActivitiesResolver,
  OrganisationActivitiesResolver,
  ProgrammeActivitiesResolver,
} from './activity/activities-of.resolver';
import { ActivityAttachmentsResolver } from './activity/activity.attachments';
import { ActivityDescriptionResolver, ActivityImagesResolver } from './activity/activity.images';
import { activityById } from './activity/activity.loaders';
import {
  activityMutations,
  ActivityResolver,
  activityTransitions,
  ActivityTranslationsResolver,
  OperativeDimensionResolver,
} from './activity/activity.resolver';
import { ActivityFacetsResolver, OrganisationFacetResolver } from './activity/counting/activity-facets.resolver';
import { ActivityStatisticsResolver, StatisticKeyResolver } from './activity/counting/activity-statistics.resolver';
import { CountryResolver } from './country/country.resolver';
import {
  CountryMembershipsResolver,
  MemberCountryEditingResolver,
  MemberCountryResolver,
} from './network/member-country.resolver';
import { MemberCountryEditing } from './network/member-country-editing.service';
import { memberCountryById, networkById } from './network/network.loaders';
import {
  NetworkDescriptionResolver,
  networkMutations,
  NetworkResolver,
  networkTransitions,
  NetworkTranslationsResolver,
} from './network/network.resolver';
import { NewsItemAttachmentsResolver } from './news/news-item.attachments';
import { NewsItemBodyResolver, NewsItemImagesResolver } from './news/news-item.images';
import { newsItemById } from './news/news-item.loaders';
import {
  ActivityNewsResolver,
  newsItemMutations,
  NewsItemResolver,
  newsItemTransitions,
  NewsItemTranslationsResolver,
} from './news/news-item.resolver';
import { objectiveById } from './objective/objective.loaders';
import {
  ActivityObjectivesResolver,
  ObjectiveEditingResolver,
  ObjectiveResolver,
} from './objective/objective.resolver';
import { ObjectiveEditing } from './objective/objective-editing.service';
import { organisationById } from './organisation/organisation.loaders';
import {
  organisationMutations,
  OrganisationResolver,
  OrganisationTranslationsResolver,
  OrganisationVersionResolver,
} from './organisation/organisation.resolver';
import { OrganisationInRoleResolver } from './organisation/organisation-in-role.resolver';
import {
  componentMutations,
  ComponentTranslationsResolver,
  ComponentVersionResolver,
} from './programme/component.resolver';
import { componentById, programmeById } from './programme/programme.loaders';
import {
  ComponentDescriptionResolver,
  ComponentResolver,
  ProgrammeDescriptionResolver,
  programmeMutations,
  ProgrammeResolver,
  ProgrammeTranslationsResolver,
  ProgrammeVersionResolver,
} from './programme/programme.resolver';
import { regionById } from './region/region.loaders';
import {
  regionMutations,
  RegionResolver,
  RegionTranslationsResolver,
  RegionVersionResolver,
} from './region/region.resolver';

/** The mutations of publishable items. */
const publishableMutations: readonly (new (publishing: Publishing) => object)[] = [
  ...activityTransitions,
  ...activityMutations,
  ...networkTransitions,
  ...networkMutations,
  ...newsItemTransitions,
  ...newsItemMutations,
];

/** The mutations of reference data. */
const referenceDataMutations: readonly (new (referenceData: ReferenceData) => object)[] = [
  ...componentMutations,
  ...organisationMutations,
  ...programmeMutations,
  ...regionMutations,
];

/** Resolvers of the HTML of Markdown. */
const htmlResolvers = [
  ActivityDescriptionResolver,
  ComponentDescriptionResolver,
  NetworkDescriptionResolver,
  NewsItemBodyResolver,
  ProgrammeDescriptionResolver,
];

export const catalogueResolvers: readonly ResolverClass[] = [
  ...publishableMutations,
  ...referenceDataMutations,
  ...htmlResolvers,
  ActivityAttachmentsResolver,
  ActivityTranslationsResolver,
  NewsItemTranslationsResolver,
  NetworkTranslationsResolver,
  ProgrammeTranslationsResolver,
  ProgrammeVersionResolver,
  ComponentTranslationsResolver,
  ComponentVersionResolver,
  RegionTranslationsResolver,
  RegionVersionResolver,
  OrganisationTranslationsResolver,
  OrganisationVersionResolver,
  ActivityFacetsResolver,
  ActivityImagesResolver,
  ActivityNewsResolver,
  ActivityObjectivesResolver,
  ActivityResolver,
  ActivityStatisticsResolver,
  ComponentResolver,
  CountryActivitiesResolver,
  CountryMembershipsResolver,
  CountryResolver,
  MemberCountryEditingResolver,
  MemberCountryResolver,
  NetworkActivitiesResolver,
  NetworkResolver,
  NewsItemAttachmentsResolver,
  NewsItemImagesResolver,
  NewsItemResolver,
  ObjectiveEditingResolver,
  ObjectiveResolver,
  OperativeDimensionResolver,
  OrganisationActivitiesResolver,
  OrganisationFacetResolver,
  OrganisationInRoleResolver,
  OrganisationResolver,
  ProgrammeActivitiesResolver,
  ProgrammeResolver,
  RegionResolver,
  StatisticKeyResolver,
];

interface CatalogueOptions extends Pick<ModuleOptions, 'mutations'> {
  readonly publishing: Publishing;
  readonly imageHtml: ImageHtml;
}

/** Countries, regions, organisations, networks, programmes, activities, objectives and news. */
export function createCatalogueModule({ mutations, publishing, imageHtml }: CatalogueOptions): Module {
  const referenceData = new ReferenceData(mutations);
  return {
    resolvers: [
      ...publishableMutations.map((MutationResolver) => new MutationResolver(publishing)),
      ...referenceDataMutations.map((MutationResolver) => new MutationResolver(referenceData)),
      ...htmlResolvers.map((HtmlResolver) => new HtmlResolver(imageHtml)),
      new MemberCountryEditingResolver(new MemberCountryEditing(publishing)),
      new ObjectiveEditingResolver(new ObjectiveEditing(publishing)),
    ],
    nodes: {
      Activity: activityById,
      Component: componentById,
      MemberCountry: memberCountryById,
      Network: networkById,
      NewsItem: newsItemById,
      Objective: objectiveById,
      Organisation: organisationById,
      Programme: programmeById,
      Region: regionById,
    },
  };
}
