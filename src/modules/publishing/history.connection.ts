import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../core/listing/connection';
import { Revision } from './revision.entity';

@ObjectType({ simpleResolvers: true, description: 'A change in a list.' })
class RevisionEdge extends edgeType(Revision) {}

@ObjectType({ simpleResolvers: true, description: 'A page of the history of a thing.' })
export class RevisionConnection extends connectionType(Revision, RevisionEdge) {}

@ArgsType()
export class HistoryArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many, from the newest (or from after `after`): 1 to 100, or 20.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: what comes after it, which is older.' })
  after?: string | null;
}
