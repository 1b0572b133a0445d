import { Field, ID, ObjectType } from 'type-graphql';

/** The payload of a mutation that deletes one object. */
@ObjectType({ simpleResolvers: true })
export abstract class DeletePayload {
  @Field(() => ID, { description: 'Global id of the object that `{mutation}` deleted.' })
  deletedId!: string;
}
