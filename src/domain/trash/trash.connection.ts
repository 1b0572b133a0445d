import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { PageInfo, type Connection, type Edge } from '../../graphql/types/connection';
import { DateTimeScalar } from '../../graphql/types/scalars';
import { TrashedType } from './trash.kinds';

@ObjectType({ simpleResolvers: true, description: 'Something that was deleted, and can be restored.' })
export class TrashedThing {
  @Field(() => ID, { description: 'Its id, by which it is restored; `node` does not find it before.' })
  id!: string;

  @Field(() => TrashedType, { description: 'What it is.' })
  type!: TrashedType;

  @Field({ description: 'Its title, or its name.' })
  title!: string;

  @Field(() => DateTimeScalar, { description: 'When it was deleted.' })
  deletedAt!: string;

  @Field(() => DateTimeScalar, { description: 'Until when it is kept; after that it may be gone for good.' })
  keptUntil!: string;

  @Field(() => Int, { description: 'The version that its restoration is based on.' })
  version!: number;
}

// The functions are called by the default resolver, when their field is selected and not before.

@ObjectType({ simpleResolvers: true, description: 'Something in the trash, in a list.' })
class TrashEdge implements Edge<TrashedThing> {
  @Field(() => TrashedThing, { description: 'The thing itself.' })
  node!: TrashedThing;

  @Field(() => String, { description: 'Opaque; where the thing stands in the trash, for `after`.' })
  cursor!: () => string;
}

@ObjectType({ simpleResolvers: true, description: 'A page of the trash.' })
export class TrashConnection implements Connection<TrashedThing> {
  @Field(() => [TrashEdge], { description: 'The things on this page with their cursors.' })
  edges!: () => Promise<TrashEdge[]>;

  @Field(() => [TrashedThing], { description: 'The things on this page.' })
  nodes!: () => Promise<TrashedThing[]>;

  @Field(() => PageInfo, { description: 'Where this page lies in the trash.' })
  pageInfo!: () => Promise<PageInfo>;

  @Field(() => Int, {
    description: 'How many things are in the trash, of those that you may restore; counted only when asked for.',
  })
  totalCount!: () => Promise<number>;
}

@ArgsType()
export class TrashArgs {
  @Field(() => Int, { nullable: true, description: 'How many: 1 to 100, 20 when absent.' })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: what comes after it, which was deleted earlier.' })
  after?: string | null;
}
