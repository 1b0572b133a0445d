import { Field, ID, InterfaceType } from 'type-graphql';
import { PublishableType } from '../publishing/publishable';

@InterfaceType({
  description: 'Entry of a list that mixes several types of content: the trash, or unpublished content.',
})
export abstract class PublishableSummary {
  @Field(() => ID, { description: 'Global id of the content.' })
  id!: string;

  @Field(() => PublishableType, { description: 'Type of the content.' })
  type!: PublishableType;

  @Field({ description: 'Title of the content; for a network, its name.' })
  title!: string;
}
