import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { type RequestContext } from '../../../../core/access/request-context';
import { Cost, PROMISE_WEIGHT } from '../../../../core/cost/field-cost';
import { Cached } from '../../../../core/types/cached';
import { Activity } from '../../../catalogue/activity/activity.entity';
import { activityById } from '../../../catalogue/activity/activity.loaders';
import { Country } from '../../../catalogue/country/country';
import { Organisation } from '../../../catalogue/organisation/organisation.entity';
import { organisationById } from '../../../catalogue/organisation/organisation.loaders';
import { labelInItem } from '../../../localization/item-labels';
import { CodedValue } from '../../codelists/coded-value';
import { sectorListOf } from '../../codelists/codelist';
import { Money } from '../../money/money';
import { Transaction } from '../../money/transaction.entity';

@Resolver(() => Transaction)
export class TransactionResolver {
  @Extensions({ reads: ['kind', 'activityId'] })
  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => String, {
    description:
      'Kind as people read it, in the language in which the activity is shown, or in another one if the server has no labels in it.',
  })
  kindLabel(@Root() { kind, activityId }: Transaction, @Ctx() context: RequestContext): Promise<string> {
    return labelInItem(context, { entity: Activity, id: activityId }, 'MoneyKind', kind);
  }

  @Cached('revision')
  @Cost({ statements: 0, isOwn: true })
  @FieldResolver(() => Money, { description: 'Amount of the transaction. A negative one corrects an earlier one.' })
  value(@Root() { amount, currency }: Transaction): Money {
    return { amount, currency };
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Organisation, {
    nullable: true,
    description: 'Organisation that provides the money. Null if unknown.',
  })
  provider(
    @Root() { providerId }: Transaction,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> | null {
    return providerId === null ? null : loaders.load(organisationById, providerId);
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Organisation, {
    nullable: true,
    description: 'Organisation that receives the money. Null if unknown.',
  })
  receiver(
    @Root() { receiverId }: Transaction,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Organisation | null> | null {
    return receiverId === null ? null : loaders.load(organisationById, receiverId);
  }

  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => Country, {
    nullable: true,
    description:
      'Country that all of the money is for. Null if none is named: the recipients of the activity then count.',
  })
  country(@Root() { countryCode }: Transaction): Country | null {
    return countryCode === null ? null : new Country(countryCode);
  }

  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => CodedValue, {
    nullable: true,
    description:
      'Sector that all of the money is for, from the codelist Sector, or SectorCategory for a code of 3 digits. Null if none ' +
      'is named: the sectors of the activity then count.',
  })
  sector(@Root() { sectorCode }: Transaction): CodedValue | null {
    return sectorCode === null ? null : new CodedValue(sectorListOf(sectorCode), sectorCode);
  }

  @Cached('revision')
  @Cost({ weight: PROMISE_WEIGHT })
  @FieldResolver(() => Activity, { description: 'Activity that the transaction belongs to.' })
  activity(@Root() { activityId }: Transaction, @Ctx() { loaders }: RequestContext): Promise<Activity | null> {
    return loaders.load(activityById, activityId);
  }
}
