import { type ContentCheck, type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { localized } from '../../../core/fields/localized-fields';
import { checkPeriod } from '../../../core/fields/period';
import type { Problems } from '../../../core/mutations/problems';
import { sql } from '../../../database/sql/sql';
import { executeSql } from '../../../database/sql/write-sql';
import { endFieldOf, endOf, isPostponed, startFieldOf, startOf } from '../../figures/classification/activity-dates';
import { type PublishableDefinition, PublishableType } from '../../publishing/publishable';
import { Activity, activityFields, ActivityTranslation } from './activity.entity';
import { isActivityEditable, isActivityOfNetwork, isActivityVisible } from './activity.policy';
import { storeTopicTexts } from './activity-topics';

const fields = fieldsOf(
  Activity,
  localized(Activity, ActivityTranslation, activityFields),
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
