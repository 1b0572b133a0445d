import { Field, ID, ObjectType } from 'type-graphql';
import { Cost } from '../../core/cost/field-cost';
import { LocaleScalar } from '../../core/types/locale';
import { DateTimeScalar } from '../../core/types/scalars';
import { ContentChangeKind } from '../publishing/event-type';
import { PublishableType } from '../publishing/publishable';

/** A change of what the public sees, as subscribers receive it. */
@ObjectType({ simpleResolvers: true, description: 'Change of what the public sees of an item.' })
export class ContentChange {
  @Field(() => ContentChangeKind, { description: 'Kind of the change.' })
  kind!: ContentChangeKind;

  @Field(() => PublishableType, { description: 'Type of the item.' })
  type!: PublishableType;

  @Field(() => ID, { description: 'Global id of the item.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Slug of the item after the change; for a withdrawn item, the slug under which it was public. Null for a ' +
      'restricted document, which has none.',
  })
  slug!: string | null;

  @Cost({ statements: 0, size: { assumed: 41 } })
  @Field(() => [LocaleScalar], {
    description:
      'Languages in which the item is public after the change; for a withdrawn item, those in which it was public.',
  })
  locales!: readonly string[];

  @Field(() => DateTimeScalar, { description: 'Time of the change.' })
  at!: string;

  /** The key of the item. */
  itemId!: number;
}
