import {
  Arg,
  Args,
  Ctx,
  Extensions,
  FieldResolver,
  Query,
  Resolver,
  Root,
  Field,
  Mutation,
  ObjectType,
} from 'type-graphql';
import { LongText } from '../../../core/types/text';
import type { Connection } from '../../../core/listing/connection';
import { Auth } from '../../../core/access/auth';
import { LoadedById } from '../../../core/access/loader';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { Country } from '../country/country';
import { listAll } from '../../../core/listing/list';
import { renderCached } from '../../../core/markdown/markdown';
import { Network } from '../network/network.entity';
import { Programme } from '../programme/programme.entity';
import { programmeById } from '../programme/programme.loaders';
import { ActivityConnection, ActivitiesArgs } from './activity.input';
import { Activity } from './activity.entity';
import { activityListing } from './activity.listing';
import {
  networksByActivityId,
  participatingCountriesByActivityId,
  topicsByActivityId,
  activityById,
} from './activity.loaders';
import { findActivity } from './activity.service';
import { OperativeDimension } from './operative-dimension';
import { getChangedItem } from '../../../core/mutations/changed';
import { revertMutation } from '../../publishing/history.resolvers';
import { transitionMutations } from '../../publishing/transition.resolvers';
import { previewsOf } from '../../publishing/preview.resolvers';
import { publishableActivity } from './activity.authored';
import { CreateActivityInput, UpdateActivityInput } from './activity-editing.input';
import type { ActivityEditing } from './activity-editing.service';

@ObjectType({ simpleResolvers: true, description: 'The activity that was made.' })
export class CreateActivityPayload {
  @Field(() => Activity, { description: 'The activity.' })
  activity!: Activity;
}

@ObjectType({ simpleResolvers: true, description: 'The activity that was changed.' })
export class UpdateActivityPayload {
  @Field(() => Activity, { description: 'The activity as it is now.' })
  activity!: Activity;
}

@Resolver(() => Activity)
export class ActivityResolver {
  @Query(() => Activity, {
    nullable: true,
    description:
      'The activity with this slug or this code, of which exactly one is given; null: none that you may see.',
  })
  activity(
    @Ctx() context: RequestContext,
    @Arg('slug', () => String, { nullable: true, description: 'Its slug.' }) slug: string | null = null,
    @Arg('code', () => String, { nullable: true, description: 'Its code, as it is written.' })
    code: string | null = null,
  ): Promise<Activity | null> {
    return findActivity(context, slug, code);
  }

  @Query(() => ActivityConnection, { description: 'The activities.' })
  activities(@Args(() => ActivitiesArgs) args: ActivitiesArgs, @Ctx() context: RequestContext): Connection<Activity> {
    return listAll(context, activityListing, args);
  }

  @Extensions({ reads: ['description'] })
  @LongText()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The description as HTML that is safe to show: rendered and sanitised on the server; null: not written yet.',
  })
  descriptionHtml(@Root() activity: Activity): string | null {
    return renderCached(activity, activity.description);
  }

  @FieldResolver(() => Programme, { nullable: true, description: 'The programme that it belongs to; null: to none.' })
  programme(@Root() { programmeId }: Activity, @Ctx() { loaders }: RequestContext): Promise<Programme | null> | null {
    return programmeId === null ? null : loaders.load(programmeById, programmeId);
  }

  @LoadedById(networksByActivityId)
  @FieldResolver(() => [Network], { description: 'The networks that take part, by name.' })
  networks(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Network[]> {
    return loaders.load(networksByActivityId, id);
  }

  @LoadedById(participatingCountriesByActivityId)
  @FieldResolver(() => [Country], { description: 'The countries that take part, by code.' })
  participatingCountries(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<Country[]> {
    return loaders.load(participatingCountriesByActivityId, id);
  }

  @LoadedById(topicsByActivityId)
  @FieldResolver(() => [String], { description: 'Its subjects, the foremost first.' })
  topics(@Root() { id }: Activity, @Ctx() { loaders }: RequestContext): Promise<string[]> {
    return loaders.load(topicsByActivityId, id);
  }
}

@Resolver(() => OperativeDimension)
export class OperativeDimensionResolver {
  @FieldResolver(() => Country, {
    nullable: true,
    description: 'The country where the activity is held; null: unknown.',
  })
  country(@Root() { countryCode }: OperativeDimension): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }
}

@Resolver()
export class ActivityEditingResolver {
  constructor(private readonly editing: ActivityEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => CreateActivityPayload, { description: 'Makes an activity, as a draft.' })
  async createActivity(
    @Arg('input', () => CreateActivityInput, { description: 'What is known of it.' }) input: CreateActivityInput,
    @Ctx() context: RequestContext,
  ): Promise<CreateActivityPayload> {
    const id = await this.editing.create(context, input);
    return { activity: await getChangedItem(context.loaders, activityById, id) };
  }

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateActivityPayload, { description: 'Changes an activity.' })
  async updateActivity(
    @Arg('input', () => UpdateActivityInput, { description: 'What is to change.' }) input: UpdateActivityInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateActivityPayload> {
    const id = await this.editing.update(context, input);
    return { activity: await getChangedItem(context.loaders, activityById, id) };
  }
}

const activities = { type: publishableActivity, field: 'activity', noun: 'the activity', byId: activityById };

/** Publishing activities and what else becomes of them, their history, and links to drafts of them. */
export const activityTransitions = [
  ...transitionMutations(activities),
  revertMutation(activities),
  ...previewsOf(activities),
];
