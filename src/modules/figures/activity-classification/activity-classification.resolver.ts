import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Cost, listOfParent, PROMISE_WEIGHT } from '../../../core/cost/field-cost';
import { MAX_ENTRIES } from '../../../core/fields/list-kinds';
import { Cached } from '../../../core/types/cached';
import { PartialDateScalar } from '../../../core/types/partial-date';
import { Activity } from '../../catalogue/activity/activity.entity';
import { replaceList } from '../../catalogue/activity/activity-list-editing';
import { costOfTexts, shownTextsOf } from '../../catalogue/activity/activity-translated-texts';
import { Organisation } from '../../catalogue/organisation/organisation.entity';
import { organisationById } from '../../catalogue/organisation/organisation.loaders';
import { labelInItem } from '../../localization/item-labels';
import type { Publishing } from '../../publishing/publishing.service';
import { ActivityDates, endOf, startOf } from '../classification/activity-dates';
import { Location, Recipient, SectorShare } from '../classification/classification';
import type { LocationContent } from '../classification/classification.fields';
import { CodedValue } from '../codelists/coded-value';
import {
  SetLocationsInput,
  SetLocationsPayload,
  SetRecipientsInput,
  SetRecipientsPayload,
  SetSectorsInput,
  SetSectorsPayload,
} from './activity-classification.input';
import {
  recipientsByActivityId,
  relatedActivitiesByActivityId,
  sdgsByActivityId,
  sectorsByActivityId,
} from './activity-classification.loaders';

@Resolver(() => Activity)
export class ActivityClassificationResolver {
  @Extensions({ reads: ['startsOn', 'plannedStart', 'actualStart'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => PartialDateScalar, {
    nullable: true,
    description:
      'Date on which the activity begins, to the precision known: the actual start, else the planned one, else what an ' +
      'editor wrote. Null if unknown.',
  })
  startsOn(@Root() activity: Activity): string | null {
    return startOf(activity);
  }

  @Extensions({ reads: ['endsOn', 'plannedEnd', 'actualStart', 'actualEnd'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => PartialDateScalar, {
    nullable: true,
    description:
      'Date on which the activity ends, to the precision known: the actual end, else the planned one, else what an editor ' +
      'wrote. Null if unknown, or if the activity began after its planned end and has no actual end yet.',
  })
  endsOn(@Root() activity: Activity): string | null {
    return endOf(activity);
  }

  @Extensions({ reads: ['startsOn', 'endsOn', 'plannedStart', 'actualStart', 'plannedEnd', 'actualEnd'] })
  @Cached('revision')
  @Cost({ statements: 0, isOwn: true })
  @FieldResolver(() => ActivityDates, { description: 'Planned and actual days of the activity.' })
  dates(@Root() activity: Activity): ActivityDates {
    const { plannedStart, actualStart, plannedEnd, actualEnd, startsOn, endsOn } = activity;
    return { plannedStart, actualStart, plannedEnd, actualEnd, writtenStart: startsOn, writtenEnd: endsOn };
  }

  @Extensions({ reads: ['status'] })
  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Stage as people read it, in the language in which the activity is shown, or in another one if the server has no labels in it. Null if unknown.',
  })
  async statusLabel(@Root() { id, status }: Activity, @Ctx() context: RequestContext): Promise<string | null> {
    return status && labelInItem(context, { entity: Activity, id }, 'ActivityStatus', status);
  }

  @Extensions({ reads: ['reportingOrganisationId'] })
  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Organisation, {
    nullable: true,
    description: 'Organisation that reports the activity in IATI. Null if none is named.',
  })
  async reportingOrganisation(
    @Root() { reportingOrganisationId }: Activity,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> {
    return reportingOrganisationId === null ? null : loaders.load(organisationById, reportingOrganisationId);
  }

  @LoadedById(recipientsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_recipient', parent: 'activity_id' }) })
  @FieldResolver(() => [Recipient], {
    description: 'Countries and regions that benefit from the activity, in the order in which editors list them.',
  })
  recipients(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Recipient[]> {
    return loaders.load(recipientsByActivityId, id);
  }

  @LoadedById(sectorsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_sector', parent: 'activity_id' }) })
  @FieldResolver(() => [SectorShare], {
    description: 'Sectors that the activity serves, in the order in which editors list them.',
  })
  sectors(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<SectorShare[]> {
    return loaders.load(sectorsByActivityId, id);
  }

  @LoadedById(sdgsByActivityId)
  @Cached('revision')
  @Cost({ size: listOfParent(MAX_ENTRIES, { table: 'activity_sdg', parent: 'activity_id' }) })
  @FieldResolver(() => [CodedValue], {
    description:
      'Sustainable development goals and targets that the activity serves, in the order in which editors list them.',
  })
  sdgs(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<CodedValue[]> {
    return loaders.load(sdgsByActivityId, id);
  }

  @Extensions({ reads: ['policyMarkers'] })
  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: MAX_ENTRIES } })
  @FieldResolver(() => [CodedValue], {
    description: 'Policies that the activity serves, in the order in which editors list them.',
  })
  policyMarkers(@Root() { policyMarkers }: Activity): CodedValue[] {
    return (JSON.parse(policyMarkers ?? '[]') as string[]).map((code) => new CodedValue('PolicyMarker', code));
  }

  @Extensions({ reads: ['locations'] })
  @Cached('revision')
  @Cost({ size: { assumed: MAX_ENTRIES }, ...costOfTexts('locations') })
  @FieldResolver(() => [Location], {
    description:
      'Places at which the activity is held or has effects, in the order in which editors list them. Those whose name a ' +
      'translation lacks are left out.',
  })
  async locations(@Root() { id, locations }: Activity, @Ctx() context: RequestContext): Promise<Location[]> {
    if (locations === null) return [];
    const shown = await shownTextsOf(context, 'locations', id);
    return (JSON.parse(locations) as LocationContent[]).flatMap(({ name: original, point, exactness: code }) => {
      const name = shown(original);
      const exactness = code === null ? null : new CodedValue('GeographicExactness', code);
      return name === null ? [] : [{ name, point, exactness }];
    });
  }

  @LoadedById(relatedActivitiesByActivityId)
  @Cached('revision')
  @Cost({
    size: listOfParent(MAX_ENTRIES, {
      table: 'activity_relation',
      parent: 'activity_id',
      item: 'related_activity_id',
    }),
  })
  @FieldResolver(() => [Activity], {
    description: 'Related activities that you may see, ordered by slug. The relation is stated by this activity alone.',
  })
  relatedActivities(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Activity[]> {
    return loaders.load(relatedActivitiesByActivityId, id);
  }
}

@Resolver()
export class ActivityClassificationEditingResolver {
  constructor(private readonly publishing: Publishing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => SetRecipientsPayload, { description: 'Replaces all recipients of an activity.' })
  async setRecipients(
    @Arg('input', () => SetRecipientsInput, { description: 'Activity, its version and its recipients.' })
    input: SetRecipientsInput,
    @Ctx() context: RequestContext,
  ): Promise<SetRecipientsPayload> {
    return { activity: await replaceList(this.publishing, context, 'setRecipients', input) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => SetSectorsPayload, { description: 'Replaces all sectors of an activity.' })
  async setSectors(
    @Arg('input', () => SetSectorsInput, { description: 'Activity, its version and its sectors.' })
    input: SetSectorsInput,
    @Ctx() context: RequestContext,
  ): Promise<SetSectorsPayload> {
    return { activity: await replaceList(this.publishing, context, 'setSectors', input) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => SetLocationsPayload, { description: 'Replaces all locations of an activity.' })
  async setLocations(
    @Arg('input', () => SetLocationsInput, { description: 'Activity, its version and its locations.' })
    input: SetLocationsInput,
    @Ctx() context: RequestContext,
  ): Promise<SetLocationsPayload> {
    return { activity: await replaceList(this.publishing, context, 'setLocations', input) };
  }
}
