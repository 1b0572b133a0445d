import { Field, ObjectType } from 'type-graphql';
import { Entity, Index } from 'typeorm';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText } from '../../../database/sql/columns';
import type { PublishableType } from '../publishable';

@Entity()
@Index(['expiresAt'])
@Index(['type', 'itemId'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'Preview of one item: until it ends, anyone who has its token sees the item in its current state, published or not. The token itself is shown only once, when the preview is created.',
})
export class Preview extends Node {
  /** The SHA-256 of the token, in hexadecimal. The token itself is not stored. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @KeyText({ length: 20 })
  type!: PublishableType;

  /** Not a foreign key. If the item has been purged, the preview shows nothing. */
  @Integer()
  itemId!: number;

  /** The account that created the preview (see Creator). */
  @Integer({ nullable: true })
  createdById!: number | null;

  /** The API key that created the preview. */
  @Integer({ nullable: true })
  createdByKeyId!: number | null;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the preview expires.' })
  expiresAt!: string;

  /** The loaders set it. */
  @Field({
    description: 'True if the token shows the item now. False if its creator may no longer edit the item.',
  })
  isActive!: boolean;
}
