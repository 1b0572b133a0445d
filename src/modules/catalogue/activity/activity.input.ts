import { ArgsType, Field, InputType, registerEnumType, ObjectType } from 'type-graphql';
import { PagingArgs, connectionType, edgeType } from '../../../core/listing/connection';
import { DateFilter, IntFilter, StringFilter } from '../../../core/listing/filter-inputs';
import { OrderDirection, type Order } from '../../../core/listing/order';
import { CountryCodeScalar } from '../../../core/types/country-code';
import { ActivityType } from './operative-dimension';
import { Activity } from './activity.entity';

export enum ActivityOrderField {
  STARTS_ON = 'STARTS_ON',
  YEAR = 'YEAR',
  CODE = 'CODE',
  TITLE = 'TITLE',
  CREATED_AT = 'CREATED_AT',
}

registerEnumType(ActivityOrderField, {
  name: 'ActivityOrderField',
  description: 'What activities can be ordered by.',
  valuesConfig: {
    STARTS_ON: { description: 'The first day on which it may begin.' },
    YEAR: { description: 'The year that it is counted in.' },
    CODE: { description: 'The code, by code point.' },
    TITLE: { description: 'The title, without case and accents.' },
    CREATED_AT: { description: 'When the entry was made.' },
  },
});

@InputType({ description: 'One criterion of an order of activities.' })
export class ActivityOrder implements Order<ActivityOrderField> {
  @Field(() => ActivityOrderField, { description: 'What to order by.' })
  field!: ActivityOrderField;

  @Field(() => OrderDirection, { description: 'In which direction.' })
  direction!: OrderDirection;
}

@InputType({
  description:
    'Conditions on activities; all that are given must hold. In the lists of codes and slugs one of them must fit, and an empty list matches nothing.',
})
export class ActivityFilter {
  @Field(() => [ActivityFilter], { nullable: true, description: 'All of these hold.' })
  and?: ActivityFilter[];

  @Field(() => [ActivityFilter], {
    nullable: true,
    description: 'At least one of these holds; an empty list matches nothing.',
  })
  or?: ActivityFilter[];

  @Field(() => ActivityFilter, { nullable: true, description: 'This does not hold.' })
  not?: ActivityFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The code.' })
  code?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The title.' })
  title?: StringFilter;

  @Field(() => StringFilter, { nullable: true, description: 'The town or site.' })
  place?: StringFilter;

  @Field(() => IntFilter, { nullable: true, description: 'The year that it is counted in.' })
  year?: IntFilter;

  @Field(() => DateFilter, { nullable: true, description: 'When it begins.' })
  startsOn?: DateFilter;

  @Field(() => [String], { nullable: true, description: 'The component, by code.' })
  component?: string[];

  @Field(() => [String], { nullable: true, description: 'The region, by code.' })
  region?: string[];

  @Field(() => [CountryCodeScalar], { nullable: true, description: 'The country where it is held.' })
  country?: string[];

  @Field(() => [CountryCodeScalar], { nullable: true, description: 'A country that takes part.' })
  participatingCountry?: string[];

  @Field(() => [ActivityType], { nullable: true, description: 'What kind of activity it is.' })
  activityType?: ActivityType[];

  @Field(() => [String], { nullable: true, description: 'The programme, by slug.' })
  programme?: string[];

  @Field(() => [String], { nullable: true, description: 'A network that takes part, by slug.' })
  network?: string[];

  @Field(() => [String], {
    nullable: true,
    description: 'A topic, as it is written, without regard to case and accents.',
  })
  topic?: string[];

  @Field(() => String, {
    nullable: true,
    description:
      'Words of the title, code, summary, place, topics or description, as `search` reads them. A text without a word matches nothing. For editors of one network it looks at what is public alone.',
  })
  text?: string;
}

@ArgsType()
export class ActivitiesArgs extends PagingArgs {
  @Field(() => ActivityFilter, { nullable: true, description: 'Which activities; all when absent.' })
  filter?: ActivityFilter | null;

  @Field(() => [ActivityOrder], {
    nullable: true,
    description:
      'In which order, the first criterion first; the latest to begin first when absent. The id ends every tie.',
  })
  orderBy?: ActivityOrder[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'An activity in a list.' })
class ActivityEdge extends edgeType(Activity) {}

@ObjectType({ simpleResolvers: true, description: 'A page of a list of activities.' })
export class ActivityConnection extends connectionType(Activity, ActivityEdge) {}
