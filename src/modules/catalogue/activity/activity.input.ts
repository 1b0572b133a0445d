import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ConditionCost, costOfTranslatedText } from '../../../core/cost/condition-cost';
import { connectionType, edgeType, PagingArgs } from '../../../core/listing/connection';
import {
  Combinable,
  DateFilter,
  DateTimeFilter,
  IntFilter,
  NO_NULL,
  StringFilter,
} from '../../../core/listing/filter-inputs';
import { orderType } from '../../../core/listing/order';
import { Cached } from '../../../core/types/cached';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { LocaleScalar } from '../../../core/types/locale';
import { ActivityStatus } from '../../figures/classification/activity-status';
import { PublicationState } from '../../publishing/publication.entity';
import { OrganisationRole } from '../organisation/organisation-role';
import { Activity } from './activity.entity';
import { ActivityType } from './operative-dimension';

export enum ActivityOrderField {
  STARTS_ON = 'STARTS_ON',
  YEAR = 'YEAR',
  CODE = 'CODE',
  TITLE = 'TITLE',
  CREATED_AT = 'CREATED_AT',
  ENDS_ON = 'ENDS_ON',
  UPDATED_AT = 'UPDATED_AT',
  IATI_IDENTIFIER = 'IATI_IDENTIFIER',
}

registerEnumType(ActivityOrderField, {
  name: 'ActivityOrderField',
  description: 'Field by which activities can be ordered.',
  valuesConfig: {
    STARTS_ON: { description: 'First day on which the activity may begin.' },
    YEAR: { description: 'Year in which the activity is counted.' },
    CODE: { description: 'Code of the activity, by Unicode code point.' },
    TITLE: { description: 'Title of the activity in the language in which it is shown, without case and accents.' },
    CREATED_AT: { description: 'Time at which the activity was entered.' },
    ENDS_ON: { description: 'First day on which the activity may end.' },
    UPDATED_AT: { description: 'Time of the last change to the activity.' },
    IATI_IDENTIFIER: { description: 'Identifier of the activity in IATI, by Unicode code point.' },
  },
});

@InputType({ description: 'One criterion of the order of activities.' })
export class ActivityOrder extends orderType(ActivityOrderField, 'activities') {}

@InputType({ description: 'Condition on the organisations of an activity, and on their roles.' })
export class OrganisationRoleFilter {
  @ConditionCost(0.7)
  @Field(() => [String], { description: 'Slugs of organisations. An empty list matches nothing.' })
  organisation!: string[];

  @ConditionCost(0.05)
  @Field(() => [OrganisationRole], {
    nullable: true,
    description: 'Roles of the organisations. Any role if absent; an empty list matches nothing.',
  })
  roles?: OrganisationRole[];
}

@Combinable('activity')
@InputType({
  description:
    'Conditions on activities, all of which must be met. A list of codes or slugs matches any of its ' +
    `entries. An empty list matches nothing. ${NO_NULL}`,
})
export class ActivityFilter {
  @Field(() => StringFilter, { nullable: true, description: 'Condition on the code of the activity.' })
  code?: StringFilter;

  @ConditionCost(1.5, costOfTranslatedText('activity'))
  @Field(() => StringFilter, {
    nullable: true,
    description: 'Condition on the title of the activity, in one of the languages in which it is available.',
  })
  title?: StringFilter;

  @ConditionCost(1.5, costOfTranslatedText('activity'))
  @Field(() => StringFilter, {
    nullable: true,
    description:
      'Condition on the town or site at which the activity is held, in one of the languages in which the activity is ' +
      'available. `isNull` applies to the original language.',
  })
  place?: StringFilter;

  @Field(() => IntFilter, { nullable: true, description: 'Condition on the year in which the activity is counted.' })
  year?: IntFilter;

  @Field(() => DateFilter, { nullable: true, description: 'Condition on the date on which the activity begins.' })
  startsOn?: DateFilter;

  @Field(() => DateFilter, { nullable: true, description: 'Condition on the date on which the activity ends.' })
  endsOn?: DateFilter;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: 'Condition on the time at which the activity was entered.',
  })
  createdAt?: DateTimeFilter;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: 'Condition on the time of the last change to the activity.',
  })
  updatedAt?: DateTimeFilter;

  @ConditionCost(0.05)
  @Field(() => [String], {
    nullable: true,
    description: 'Matches activities of one of the components with these codes.',
  })
  component?: string[];

  @ConditionCost(0.05)
  @Field(() => [String], {
    nullable: true,
    description: 'Matches activities that serve one of the regions with these codes.',
  })
  region?: string[];

  @ConditionCost(0.05)
  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description: 'Matches activities held in one of these countries, given as ISO 3166-1 alpha-2 codes.',
  })
  country?: string[];

  @ConditionCost(0.15)
  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description: 'Matches activities in which one of these countries takes part, given as ISO 3166-1 alpha-2 codes.',
  })
  participatingCountry?: string[];

  @ConditionCost(0.05)
  @Field(() => [ActivityType], { nullable: true, description: 'Matches activities of one of these types.' })
  activityType?: ActivityType[];

  @ConditionCost(0.05)
  @Field(() => [String], {
    nullable: true,
    description: 'Matches activities of one of the programmes with these slugs.',
  })
  programme?: string[];

  @ConditionCost(0.7)
  @Field(() => [String], {
    nullable: true,
    description: 'Matches activities in which one of the networks with these slugs takes part.',
  })
  network?: string[];

  @Field(() => OrganisationRoleFilter, {
    nullable: true,
    description: 'Matches activities in which one of these organisations has one of the given roles.',
  })
  organisation?: OrganisationRoleFilter;

  @ConditionCost(0.05)
  @Field(() => [ActivityStatus], {
    nullable: true,
    description: 'Matches activities in one of these stages.',
  })
  status?: ActivityStatus[];

  @ConditionCost(0.15)
  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description: 'Matches activities from which one of these countries benefits, given as ISO 3166-1 alpha-2 codes.',
  })
  recipientCountry?: string[];

  @ConditionCost(0.3)
  @Field(() => [String], {
    nullable: true,
    description:
      'Matches activities that serve one of the sectors with these codes of five digits. A code of three digits stands for ' +
      'all sectors of that category.',
  })
  sector?: string[];

  @ConditionCost(0.3)
  @Field(() => [String], {
    nullable: true,
    description:
      'Matches activities that serve one of the sustainable development goals and targets with these codes, such as 4 and ' +
      '4.4. A goal stands for its targets as well.',
  })
  sdg?: string[];

  @Field(() => StringFilter, {
    nullable: true,
    description: 'Condition on the identifier of the activity in IATI, without case and accents.',
  })
  iatiIdentifier?: StringFilter;

  @ConditionCost(0.15)
  @Field(() => Boolean, {
    nullable: true,
    description: 'True matches activities with results, and false those without.',
  })
  hasResults?: boolean;

  @Cached('day')
  @ConditionCost(1)
  @Field(() => IntFilter, {
    nullable: true,
    description: 'Condition on the score of the completeness of the activity, 0 to 100, on the present day in UTC.',
  })
  completeness?: IntFilter;

  @ConditionCost(1)
  @Field(() => [LocaleScalar], {
    nullable: true,
    description:
      'Matches activities that are available in one of these languages, given as BCP 47 tags: that were written in it, or ' +
      'have a published translation into it. For viewers who may edit the activity, drafts of translations count as well.',
  })
  locale?: string[];

  @ConditionCost(0.3, { searchesAll: true })
  @Field(() => [String], {
    nullable: true,
    description:
      'Matches activities that have one of these topics in their original language or in a published translation. Case and ' +
      'accents do not matter. For viewers who may edit the activity, drafts of translations count as well.',
  })
  topic?: string[];

  @ConditionCost(0.5, { searchesAll: true })
  @Field(() => String, {
    nullable: true,
    description:
      'Text to search for in title, code, summary, place, topics and description, with the syntax of ' +
      '`search`. A text without a word matches nothing. For an editor of one network, only public content ' +
      'is searched.',
  })
  text?: string;

  @ConditionCost(0.3, { isOfList: true })
  @Field(() => [PublicationState], {
    nullable: true,
    description: 'Matches activities in one of these publication states. Activities that you may not edit match none.',
  })
  publicationState?: PublicationState[];
}

@ArgsType()
export class ActivitiesArgs extends PagingArgs {
  @Field(() => ActivityFilter, {
    nullable: true,
    description: 'Conditions on the activities. If absent, all activities that you may see are listed.',
  })
  filter?: ActivityFilter | null;

  @Field(() => [ActivityOrder], {
    nullable: true,
    description:
      'Criteria of the order, the most important first, each field at most once. Ties are ordered by id. If ' +
      'absent or empty, the latest to begin come first.',
  })
  orderBy?: ActivityOrder[] | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Activity in a list, with its cursor.' })
class ActivityEdge extends edgeType(Activity, 'activity') {}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Page of a list of activities.' })
export class ActivityConnection extends connectionType(Activity, ActivityEdge, 'activities') {}
