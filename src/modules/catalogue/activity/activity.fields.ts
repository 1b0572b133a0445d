import { type ContentCheck, type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { country, date, integer, oneOf, partialDate, reference, slug, text } from '../../../core/fields/field-kinds';
import { countries, links, orderedTexts } from '../../../core/fields/list-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { checkPeriod } from '../../../core/fields/period';
import type { ReferenceVisibility } from '../../../core/fields/visible-references';
import { MAX_LENGTH, MAX_YEAR, MIN_YEAR } from '../../../core/limits';
import { MAX_FOLDED_LENGTH } from '../../../core/mutations/checks';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import type { Problems } from '../../../core/mutations/problems';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { endFieldOf, endOf, isPostponed, startFieldOf, startOf } from '../../figures/classification/activity-dates';
import { ActivityStatus } from '../../figures/classification/activity-status';
import {
  locations,
  policyMarkers,
  recipients,
  sdgs,
  sectors,
} from '../../figures/classification/classification.fields';
import {
  IATI_IDENTIFIER,
  IATI_IDENTIFIER_RULE,
  MAX_FOLDED_IATI_IDENTIFIER,
  MAX_IATI_IDENTIFIER,
} from '../../figures/classification/iati-identifier';
import { budgets } from '../../figures/money/budgets.field';
import { transactions } from '../../figures/money/transactions.field';
import { participation } from '../../figures/people/participation.field';
import { results } from '../../figures/results/results.field';
import { image, images } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { mediaList } from '../../media/media-list';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { networkKey } from '../network/network.fields';
import { networkVisibility } from '../network/network.policy';
import { organisationKey } from '../organisation/organisation.fields';
import { organisationsInRoles } from '../organisation/organisation-in-role.fields';
import { componentKey } from '../programme/component.fields';
import { programmeKey } from '../programme/programme.fields';
import { regionKey } from '../region/region.fields';
import { Activity } from './activity.entity';
import { objectives } from './activity.objectives';
import { activityVisibility, isActivityEditable, isActivityOfNetwork, isActivityVisible } from './activity.policy';
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
} from './activity-links.entity';
import { storeTopicTexts } from './activity-topics';
import { ActivityTranslation } from './activity-translation.entity';
import { ActivityType } from './operative-dimension';

export const activityKey: NaturalKey = { table: 'activity', column: 'slug' };

/** The related activities that an editor sees. They do not decide who may edit an activity. */
const relatedVisibility: ReferenceVisibility = { ...activityVisibility, isUnbound: true };

const fields = fieldsOf(
  Activity,
  localized(Activity, ActivityTranslation, {
    slug: slug({
      description: 'Name of the activity in URLs, unique among activities',
      from: 'title',
      fallback: 'activity',
    }),
    title: text({
      description: 'Title of the activity',
      max: MAX_LENGTH.title,
      maxFolded: MAX_FOLDED_LENGTH.title,
      required: true,
      translatable: true,
    }),
    summary: text({
      description: 'Summary of the activity in one or two sentences of plain text',
      max: MAX_LENGTH.summary,
      required: true,
      multiline: true,
      translatable: true,
    }),
    description: markdown<Activity>({
      description: 'Full description of the activity',
      max: MAX_LENGTH.prose,
      rendered: 'descriptionHtml',
    }),
    startsOn: partialDate({
      description: 'Date on which the activity begins',
      note: 'Shown while neither `actualStart` nor `plannedStart` is known.',
    }),
    endsOn: partialDate({
      description: 'Date on which the activity ends',
      note:
        'Shown while neither `actualEnd` nor `plannedEnd` is known. The end that readers see, `Activity.endsOn`, must not be ' +
        'before the beginning that they see, `Activity.startsOn`.',
    }),
    programme: reference(programmeKey, {
      description: 'Slug of the programme that the activity belongs to',
      at: 'programmeId',
    }),
    code: text({
      description: 'Code of the activity in its programme, unique among activities and case-sensitive',
      max: MAX_LENGTH.code,
      maxFolded: MAX_FOLDED_LENGTH.code,
      code: true,
      unique: 'code',
      at: 'operativeDimension.code',
    }),
    year: integer({
      description: 'Year in which the activity is counted',
      note:
        'Must lie between the years of `Activity.startsOn` and `Activity.endsOn`; if only one of these is known, it must be ' +
        'the year of that one. While an activity has begun after its `plannedEnd` and has no `actualEnd`, it may be any year ' +
        'from that of its planned start to that of its actual start.',
      min: MIN_YEAR,
      max: MAX_YEAR,
      at: 'operativeDimension.year',
    }),
    component: reference(componentKey, {
      description: 'Code of a component',
      note: 'If the activity has a programme, the component must be a part of it.',
      at: 'operativeDimension.componentId',
    }),
    region: reference(regionKey, {
      description: 'Code of the region that the activity serves',
      at: 'operativeDimension.regionId',
    }),
    country: country({
      description: 'ISO 3166-1 alpha-2 code of the country in which the activity is held',
      at: 'operativeDimension.countryCode',
    }),
    place: text({
      description: 'Town or site at which the activity is held',
      max: MAX_LENGTH.place,
      maxFolded: MAX_FOLDED_LENGTH.place,
      at: 'operativeDimension.place',
      translatable: true,
    }),
    activityType: oneOf(ActivityType, { description: 'Type of the activity', at: 'operativeDimension.activityType' }),
    networks: links(ActivityNetwork, { owner: 'activityId', target: 'networkId' }, networkKey, {
      description: 'Slugs of the networks that take part',
      note: 'An editor of one network must include that network and must leave other networks unchanged: FORBIDDEN otherwise.',
      visibility: networkVisibility,
    }),
    participatingCountries: countries(
      ActivityCountry,
      { owner: 'activityId', code: 'countryCode' },
      { description: 'ISO 3166-1 alpha-2 codes of the countries that take part' },
    ),
    organisations: organisationsInRoles(ActivityOrganisation, 'activityId', {
      description: 'Organisations of the activity in their roles',
    }),
    participation,
    topics: orderedTexts(
      ActivityTopic,
      { owner: 'activityId', text: 'topic' },
      {
        description: 'Topics of the activity',
        note: 'The most important first. Topics that differ only in case and accents count as the same.',
        max: MAX_LENGTH.topic,
        maxFolded: MAX_FOLDED_LENGTH.topic,
        required: true,
      },
    ),
    objectives,
    cover: image(ActivityImage, 'activityId', {
      description: 'Global id of the image that stands for the activity',
      note: 'The file of the image must have been uploaded, and you must be allowed to edit the image.',
    }),
    gallery: images(ActivityImage, 'activityId', {
      description: 'Global ids of further images of the activity in their order',
    }),
    attachments: mediaList('attachment', ActivityAttachment, 'activityId', {
      description: 'Global ids of the attachments of the activity in their order',
      note: 'Their files must have been uploaded, and you must be allowed to edit them.',
    }),
    links: webLinks({ description: 'Links of the activity to pages elsewhere in their order' }),
    status: oneOf(ActivityStatus, { description: 'Stage of the activity' }),
    plannedStart: date({ description: 'Day on which the activity is planned to begin' }),
    actualStart: date({ description: 'Day on which the activity began' }),
    plannedEnd: date({
      description: 'Day on which the activity is planned to end',
      note:
        'Must not be before `plannedStart`. It may be before `actualStart`, if the activity was postponed: until it has an ' +
        '`actualEnd`, `Activity.endsOn` is then null.',
    }),
    actualEnd: date({ description: 'Day on which the activity ended', note: 'Must not be before `actualStart`.' }),
    iatiIdentifier: text({
      description: 'Identifier of the activity in IATI, unique among activities and case-sensitive',
      note: 'Without white space and without / & | ?.',
      max: MAX_IATI_IDENTIFIER,
      maxFolded: MAX_FOLDED_IATI_IDENTIFIER,
      unique: 'iati_identifier',
      format: { pattern: IATI_IDENTIFIER, predicate: `must ${IATI_IDENTIFIER_RULE}` },
    }),
    reportingOrganisation: reference(organisationKey, {
      description: 'Slug of the organisation that reports the activity in IATI',
      at: 'reportingOrganisationId',
    }),
    recipients: recipients({ entity: ActivityRecipient, owner: 'activityId' }),
    sectors: sectors({ entity: ActivitySector, owner: 'activityId' }),
    sdgs: sdgs({ entity: ActivitySdg, owner: 'activityId' }),
    policyMarkers: policyMarkers(),
    locations: locations(),
    relatedActivities: links(ActivityRelation, { owner: 'activityId', target: 'relatedActivityId' }, activityKey, {
      description: 'Slugs of the activities that the activity is related to, without the activity itself',
      note: 'You must see them. Related activities that you do not see stay.',
      visibility: relatedVisibility,
    }),
    budgets,
    transactions,
    results,
  }),
  async (activity, context) => {
    checkDates(activity, context.problems);
    checkRelated(activity, context.problems);
    await checkComponent(activity, context);
  },
);

export type ActivityContent = ContentIn<typeof fields>;

const content: typeof fields = { ...fields, derive: storeTopicTexts };

export const publishableActivity: PublishableDefinition<
  ActivityContent,
  Exclude<EditableField<ActivityContent>, 'transactions'>
> = {
  name: PublishableType.ACTIVITY,
  nouns: ['activity', 'activities'],
  content,
  publishedEvent: 'activityPublished',
  isVisible: (viewer) => isActivityVisible(viewer, 't'),
  isEditable: (viewer) => isActivityEditable(viewer, 't'),
  isOfNetwork: (networkId) => isActivityOfNetwork('t', networkId),
};

const dateFields = ['startsOn', 'endsOn', 'plannedStart', 'plannedEnd', 'actualStart', 'actualEnd'] as const;

/**
 * The dates that are shown are in order, so are planned and actual ones, and the year is one in which the activity takes place.
 * A problem names the fields that the dates come from.
 */
function checkDates(activity: ActivityContent, problems: Problems): void {
  const { year, plannedStart, plannedEnd, actualStart, actualEnd } = activity;
  const [startsOn, endsOn] = [startOf(activity), endOf(activity)];
  const fields = { startsOn: startFieldOf(activity), endsOn: endFieldOf(activity) };
  const isYearComparable = year !== null && !problems.has('input.year', ...dateFields.map((field) => `input.${field}`));
  checkPeriod({ startsOn, endsOn }, problems, fields);
  checkOrder('planned', plannedStart, plannedEnd, problems);
  checkOrder('actual', actualStart, actualEnd, problems);
  if (!isYearComparable) return;
  if (isPostponed(activity)) {
    checkYearOfPostponed(year, activity, problems);
    return;
  }
  const first = Number((startsOn ?? endsOn)?.slice(0, 4) ?? year);
  const last = Number((endsOn ?? startsOn)?.slice(0, 4) ?? year);
  if (first <= last && (year < first || year > last)) {
    const isWithin = `must lie between ${fields.startsOn} and ${fields.endsOn}`;
    const isYearOf = `must be the year of ${startsOn === null ? fields.endsOn : fields.startsOn}`;
    problems.add('input.year', 'INCONSISTENT', startsOn === null || endsOn === null ? isYearOf : isWithin);
  }
}

/** The year of the plan stays valid, so that editors need not change the plan when they enter the actual start. */
function checkYearOfPostponed(year: number, activity: ActivityContent, problems: Problems): void {
  const planned = { ...activity, actualStart: null };
  const field = startOf(planned) === null ? 'plannedEnd' : startFieldOf(planned);
  const [first, last] = [activity[field]!, activity.actualStart!].map((date) => Number(date.slice(0, 4)));
  if (year < Math.min(first!, last!) || year > last!) {
    problems.add('input.year', 'INCONSISTENT', `must lie between ${field} and actualStart`);
  }
}

function checkOrder(kind: 'planned' | 'actual', start: string | null, end: string | null, problems: Problems): void {
  if (start !== null && end !== null && start > end && !problems.has(`input.${kind}Start`, `input.${kind}End`)) {
    problems.add(`input.${kind}End`, 'INCONSISTENT', `must not be before ${kind}Start`);
  }
}

/** An activity is not related to itself. */
function checkRelated({ slug, relatedActivities }: ActivityContent, problems: Problems): void {
  const place = relatedActivities.indexOf(slug);
  const path = `input.relatedActivities.${place}`;
  if (place >= 0 && !problems.has(path)) problems.add(path, 'INVALID', 'must be another activity');
}

/** An activity's component belongs to the activity's programme. */
async function checkComponent(
  { component, programme }: Pick<ActivityContent, 'component' | 'programme'>,
  { unit, problems }: ContentCheck,
): Promise<void> {
  if (component === null || programme === null || problems.has('input.programme', 'input.component')) return;
  const [parent] = await executeSql<{ slug: string }>(
    unit.manager,
    sql`SELECT p.slug FROM component k JOIN programme p ON p.id = k.programme_id WHERE k.code = ${component}`,
  );
  if (parent?.slug !== programme) {
    problems.add('input.component', 'INCONSISTENT', 'must belong to the programme of the activity');
  }
}
