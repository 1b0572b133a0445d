import { Field, ObjectType } from 'type-graphql';
import { Cached } from '../../../core/types/cached';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { DateScalar } from '../../../core/types/scalars';

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Planned and actual days of an activity.' })
export class ActivityDates {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the activity is planned to begin. Null if unknown.',
  })
  plannedStart!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which the activity began. Null if unknown.' })
  actualStart!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the activity is planned to end. Null if unknown.',
  })
  plannedEnd!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day on which the activity ended. Null if unknown.' })
  actualEnd!: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'Start as an editor wrote it in `startsOn`. `Activity.startsOn` shows it while neither an actual nor a planned start ' +
      'is known. Null if none was written.',
  })
  writtenStart!: string | null;

  @Field(() => PartialDateScalar, {
    nullable: true,
    description:
      'End as an editor wrote it in `endsOn`. `Activity.endsOn` shows it while neither an actual nor a planned end is known. ' +
      'Null if none was written.',
  })
  writtenEnd!: string | null;
}

/** The dates of an activity as content and rows have them. */
interface DatedActivity {
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly plannedStart: string | null;
  readonly actualStart: string | null;
  readonly plannedEnd: string | null;
  readonly actualEnd: string | null;
}

/** The field that the begin of an activity comes from. If it is unknown, the one in which an editor may write it. */
export function startFieldOf(dates: DatedActivity): 'actualStart' | 'plannedStart' | 'startsOn' {
  if (dates.actualStart !== null) return 'actualStart';
  return dates.plannedStart === null ? 'startsOn' : 'plannedStart';
}

/** The field that the end of an activity comes from. If it is unknown, the one in which an editor may write it. */
export function endFieldOf(dates: DatedActivity): 'actualEnd' | 'plannedEnd' | 'endsOn' {
  if (dates.actualEnd !== null) return 'actualEnd';
  return dates.plannedEnd === null ? 'endsOn' : 'plannedEnd';
}

/** The begin of an activity: the actual one, else the planned one, else what an editor wrote (docs/adr/0047-dates-of-activities.md). */
export function startOf(dates: Pick<DatedActivity, 'startsOn' | 'plannedStart' | 'actualStart'>): string | null {
  return dates.actualStart ?? dates.plannedStart ?? dates.startsOn;
}

type EndDates = Pick<DatedActivity, 'endsOn' | 'plannedEnd' | 'actualStart' | 'actualEnd'>;

/** True if an activity began after its planned end, and has not ended: then the plan no longer says when it ends. */
export function isPostponed({ plannedEnd, actualStart, actualEnd }: Omit<EndDates, 'endsOn'>): boolean {
  return actualEnd === null && plannedEnd !== null && actualStart !== null && plannedEnd < actualStart;
}

/** The end of an activity: the actual one, else the planned one, else what an editor wrote. It is unknown while the activity is postponed. */
export function endOf(dates: EndDates): string | null {
  return dates.actualEnd ?? (isPostponed(dates) ? null : (dates.plannedEnd ?? dates.endsOn));
}
