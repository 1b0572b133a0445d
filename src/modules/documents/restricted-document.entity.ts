import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Integer, Prose } from '../../database/columns';
import { Node } from '../../core/types/node';
import { Activity } from '../catalogue/activity/activity.entity';
import { Publication } from '../publishing/publication.entity';

@Entity()
@Index(['activityId', 'position'], { unique: true })
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A document of an activity that only some may open. That it exists, its title and its place are public.',
})
export class RestrictedDocument extends Node {
  @Integer()
  activityId!: number;

  @ManyToOne(() => Activity, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @Integer()
  @Field(() => Int, { description: "Its place among the activity's documents, from 1." })
  position!: number;

  @Prose()
  @Field({ description: 'Its title.' })
  title!: string;

  /** The number of the content that is current; null: nothing has been uploaded. */
  @Integer({ nullable: true })
  contentVersion!: number | null;

  @Column(() => Publication, { prefix: false })
  publication!: Publication;

  /** Whether a role or a grant may open it to the viewer whom it was read for; set by the loaders. */
  isOpenable!: boolean;

  /** Whether that viewer's role does; set by the loaders. */
  opensByRole!: boolean;

  /** Whether that viewer may edit it; set by the loaders. */
  isEditable!: boolean;
}
