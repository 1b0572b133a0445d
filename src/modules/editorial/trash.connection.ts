import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../core/listing/connection';
import { DateTimeScalar } from '../../core/types/scalars';
import { ThingType } from '../publishables';

@ObjectType({ simpleResolvers: true, description: 'Something that was deleted, and can be restored.' })
export class TrashedThing {
  @Field(() => ID, { description: 'Its id, by which it is restored; `node` does not find it before.' })
  id!: string;

  @Field(() => ThingType, { description: 'What it is; documents of an activity in the trash are there with it.' })
  type!: ThingType;

  @Field({ description: 'Its title, or its name.' })
  title!: string;

  @Field(() => DateTimeScalar, { description: 'When it was deleted.' })
  deletedAt!: string;

  @Field(() => DateTimeScalar, { description: 'Until when it is kept; after that it may be gone for good.' })
  keptUntil!: string;

  @Field(() => Int, { description: 'The version that its restoration is based on.' })
  version!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Something in the trash, in a list.' })
class TrashEdge extends edgeType(TrashedThing) {}

@ObjectType({ simpleResolvers: true, description: 'A page of the trash.' })
export class TrashConnection extends connectionType(TrashedThing, TrashEdge) {}

@ArgsType()
export class TrashArgs {
  @Field(() => Int, { nullable: true, description: 'How many: 1 to 100, 20 when absent.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: what comes after it, which was deleted earlier.' })
  after?: string | null;
}
