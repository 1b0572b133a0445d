import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../core/listing/connection';
import { DateTimeScalar } from '../../core/types/scalars';
import { Publication, PublicationState } from '../publishing/publication.entity';
import { ThingType } from '../publishables';

@ObjectType({ simpleResolvers: true, description: 'Something that the public does not see, and that you may edit.' })
export class UnpublishedThing {
  @Field(() => ID, { description: 'Its id, by which `node` finds it.' })
  id!: string;

  @Field(() => ThingType, { description: 'What it is.' })
  type!: ThingType;

  @Field({ description: 'Its title, or its name.' })
  title!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it was changed last, be it what it says or where it stands. Null: it came by a seed and was not changed since; ' +
      'activities tell when they came.',
  })
  changedAt!: string | null;

  @Field(() => Publication, { description: 'Where it stands, and who brought it there.' })
  publication!: Publication;
}

@ObjectType({ simpleResolvers: true, description: 'Something unpublished, in a list.' })
class UnpublishedEdge extends edgeType(UnpublishedThing) {}

@ObjectType({ simpleResolvers: true, description: 'A page of what is unpublished.' })
export class UnpublishedConnection extends connectionType(UnpublishedThing, UnpublishedEdge) {}

@ArgsType()
export class UnpublishedArgs {
  @Field(() => Int, { nullable: true, description: 'How many: 1 to 100, 20 when absent.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: what comes after it, which was changed earlier.' })
  after?: string | null;

  @Field(() => [ThingType], { nullable: true, description: 'Only these; all when absent.' })
  types?: ThingType[] | null;

  @Field(() => [PublicationState], {
    nullable: true,
    description: 'Only what stands there; all when absent. Nothing in the list is PUBLISHED.',
  })
  states?: PublicationState[] | null;
}
