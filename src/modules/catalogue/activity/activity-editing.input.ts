import { Field, ID, InputType, Int } from 'type-graphql';
import { LocalizedInput } from '../../../core/mutations/mutation-inputs';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { DateScalar } from '../../../core/types/scalars';
import { ActivityStatus } from '../../figures/classification/activity-status';
import { LocationInput, RecipientInput, SectorInput } from '../../figures/classification/classification';
import { BudgetInput } from '../../figures/money/budget';
import { ParticipationInput } from '../../figures/people/participation';
import { MAX_PARTICIPATION } from '../../figures/people/participation.field';
import { ResultInput } from '../../figures/results/result';
import { LinkInput } from '../../media/link/link';
import { OrganisationInRoleInput } from '../organisation/organisation-in-role';
import { ActivityType } from './operative-dimension';

/** The fields that the inputs for creating and updating an activity share. */
@InputType()
abstract class ActivityFields extends LocalizedInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the activity in URLs, unique among activities. Generated from the title if null, or if ' +
      'absent in a new activity. Unchanged if absent in an update.',
  })
  slug?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Full description of the activity, as Markdown, at most 60,000 characters.',
  })
  description?: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'Date on which the activity begins, in the years 1900 to 2200, shown while neither `actualStart` nor `plannedStart` is known.',
  })
  startsOn?: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'Date on which the activity ends, in the years 1900 to 2200, shown while neither `actualEnd` nor `plannedEnd` is known. The end that readers see, ' +
      '`Activity.endsOn`, must not be before the beginning that they see, `Activity.startsOn`.',
  })
  endsOn?: string | null;

  @Field(() => String, { nullable: true, description: 'Slug of the programme that the activity belongs to.' })
  programme?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the activity in its programme, at most 50 characters, unique among activities and case-sensitive.',
  })
  code?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Year in which the activity is counted, from 1900 to 2200. Must lie between the years of `Activity.startsOn` and ' +
      '`Activity.endsOn`; if only one of these is known, it must be the year of that one. While an activity has begun after its ' +
      '`plannedEnd` and has no `actualEnd`, it may be any year from that of its planned start to that of its actual start.',
  })
  year?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of a component. If the activity has a programme, the component must be a part of it.',
  })
  component?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the region that the activity serves.' })
  region?: string | null;

  @Field(() => CountryCodeScalar, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 code of the country in which the activity is held.',
  })
  country?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Town or site at which the activity is held, at most 100 characters.',
  })
  place?: string | null;

  @Field(() => ActivityType, { nullable: true, description: 'Type of the activity.' })
  activityType?: ActivityType | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Slugs of the networks that take part, each at most once, at most 100. An editor of one network must include that ' +
      'network and must leave other networks unchanged: FORBIDDEN otherwise.',
  })
  networks?: string[] | null;

  @Field(() => [CountryCodeScalar], {
    nullable: true,
    description: 'ISO 3166-1 alpha-2 codes of the countries that take part, each at most once, at most 100.',
  })
  participatingCountries?: string[] | null;

  @Field(() => [OrganisationInRoleInput], {
    nullable: true,
    description: 'Organisations of the activity in their roles, each at most once in a role, at most 100 entries.',
  })
  organisations?: OrganisationInRoleInput[] | null;

  @Field(() => [ParticipationInput], {
    nullable: true,
    description: `People who took part, by country and organisation, at most ${MAX_PARTICIPATION} rows.`,
  })
  participation?: ParticipationInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Topics of the activity, the most important first, each at most once. At most 100 topics of at most 100 characters. ' +
      'Topics that differ only in case and accents count as the same.',
  })
  topics?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Objectives of the activity in their order, at most 100, of 1 to 2,000 characters.',
  })
  objectives?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Global id of the image that stands for the activity. The file of the image must have been uploaded, and you must be allowed to edit the image.',
  })
  cover?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Global ids of further images of the activity in their order, each at most once, at most 100.',
  })
  gallery?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Global ids of the attachments of the activity in their order, each at most once, at most 100. Their files must have been uploaded, and you must be allowed to edit them.',
  })
  attachments?: string[] | null;

  @Field(() => [LinkInput], {
    nullable: true,
    description: 'Links of the activity to pages elsewhere in their order, at most 100.',
  })
  links?: LinkInput[] | null;

  @Field(() => ActivityStatus, { nullable: true, description: 'Stage of the activity.' })
  status?: ActivityStatus | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the activity is planned to begin, in the years 1900 to 2200.',
  })
  plannedStart?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the activity began, in the years 1900 to 2200.',
  })
  actualStart?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Day on which the activity is planned to end, in the years 1900 to 2200. Must not be before `plannedStart`. It may be before `actualStart`, if the ' +
      'activity was postponed: until it has an `actualEnd`, `Activity.endsOn` is then null.',
  })
  plannedEnd?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the activity ended, in the years 1900 to 2200. Must not be before `actualStart`.',
  })
  actualEnd?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Identifier of the activity in IATI, unique among activities and case-sensitive: 1 to 200 characters, without white ' +
      'space and without / & | ?.',
  })
  iatiIdentifier?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Slug of the organisation that reports the activity in IATI.',
  })
  reportingOrganisation?: string | null;

  @Field(() => [RecipientInput], {
    nullable: true,
    description:
      'Countries and regions that benefit from the activity in their order, each at most once, at most 100. Their ' +
      'percentages add up to exactly 100, or none is given.',
  })
  recipients?: RecipientInput[] | null;

  @Field(() => [SectorInput], {
    nullable: true,
    description:
      'Sectors that the activity serves in their order, each at most once, at most 100. Their percentages add up to exactly ' +
      '100, or none is given.',
  })
  sectors?: SectorInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Codes of the sustainable development goals and targets that the activity serves in their order, each at most once, ' +
      'at most 100, from the codelists UNSDG-Goals and UNSDG-Targets.',
  })
  sdgs?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Codes of the policies that the activity serves in their order, each at most once, at most 100, from the codelist ' +
      'PolicyMarker.',
  })
  policyMarkers?: string[] | null;

  @Field(() => [LocationInput], {
    nullable: true,
    description: 'Places of the activity in their order, at most 100.',
  })
  locations?: LocationInput[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Slugs of the activities that the activity is related to, each at most once, at most 100, without the activity itself. ' +
      'You must see them. Related activities that you do not see stay.',
  })
  relatedActivities?: string[] | null;

  @Field(() => [BudgetInput], {
    nullable: true,
    description:
      'Budgets of the activity, at most 100. No two may have the same type, period and currency. Their order is kept.',
  })
  budgets?: BudgetInput[] | null;

  @Field(() => [ResultInput], {
    nullable: true,
    description:
      'Results of the activity in their order, at most 100, with at most 2,000 indicators, periods and measurements ' +
      'altogether.',
  })
  results?: ResultInput[] | null;
}

@InputType({ description: 'Content of a new activity.' })
export class CreateActivityInput extends ActivityFields {
  @Field({ description: 'Title of the activity, 1 to 300 characters.' })
  title!: string;

  @Field({ description: 'Summary of the activity in one or two sentences of plain text, 1 to 2,000 characters.' })
  summary!: string;
}

@InputType({ description: 'Changes to an activity. A field that is absent does not change. Null clears a field.' })
export class UpdateActivityInput extends ActivityFields {
  @Field(() => ID, { description: 'Global id of the activity to update.' })
  id!: string;

  @Field(() => Int, {
    description: 'Version of the activity that the update is based on. CONFLICT if it is not the current version.',
  })
  version!: number;

  @Field(() => String, {
    nullable: true,
    description: 'New title of the activity, 1 to 300 characters. Must not be null.',
  })
  title?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'New summary of the activity, 1 to 2,000 characters. Must not be null.',
  })
  summary?: string | null;
}
