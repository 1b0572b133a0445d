import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../../database/columns';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Account } from '../../identity/account.entity';
import { RestrictedDocument } from '../restricted-document.entity';

@Entity()
@Index(['documentId'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'A password to one document that was made for one recipient, so that it can be revoked alone. The password itself is shown once, when it is made.',
})
export class DocumentAccessCode extends Node {
  @Integer()
  documentId!: number;

  @ManyToOne(() => RestrictedDocument, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected document?: unknown;

  @Prose()
  @Field({ description: 'Whom it was made for.' })
  recipient!: string;

  /** The part of the password that finds it; public. */
  @KeyText({ length: 16, unique: true })
  lookup!: string;

  /** SHA-256 in hexadecimal of the part of the password that is secret. */
  @KeyText({ length: 64 })
  secretHash!: string;

  @Instant()
  createdAt!: string;

  @Integer({ nullable: true })
  createdById!: number | null;

  @ManyToOne(() => Account, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn()
  protected createdBy?: unknown;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'From when it opens nothing; null: no end.' })
  expiresAt!: string | null;

  @Integer({ nullable: true })
  @Field(() => Int, { nullable: true, description: 'How often it may be used; null: without limit.' })
  maxUses!: number | null;

  @Integer({ default: 0 })
  @Field(() => Int, { description: 'How often it has been used.' })
  uses!: number;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt!: string | null;
}
