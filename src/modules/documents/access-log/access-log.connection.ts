import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import { connectionType, edgeType } from '../../../core/listing/connection';
import { DocumentAccessEvent } from './document-access-event.entity';

@ObjectType({ simpleResolvers: true, description: 'An entry of the log in a list.' })
class DocumentAccessEventEdge extends edgeType(DocumentAccessEvent) {}

@ObjectType({ simpleResolvers: true, description: 'A page of the log of a document.' })
export class DocumentAccessEventConnection extends connectionType(DocumentAccessEvent, DocumentAccessEventEdge) {}

@ArgsType()
export class AccessLogArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many, from the newest (or from after `after`): 1 to 100, or 20.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: what comes after it, which is older.' })
  after?: string | null;
}
