import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Cost } from '../../../../core/cost/field-cost';
import { Node } from '../../../../core/types/node';
import { DateTimeScalar } from '../../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose } from '../../../../database/sql/columns';
import { RestrictedDocument } from '../../document/restricted-document.entity';

@Entity()
@Index(['documentId'])
@Index(['expiresAt', 'id'])
@Index('document_access_code_mailed', ['createdAt'], { where: 'email IS NOT NULL' })
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'A password that opens one document, created for one recipient so that it can be revoked separately. The password itself is shown only once, when the code is created.',
})
export class DocumentAccessCode extends Node {
  @Integer()
  documentId!: number;

  @ManyToOne(() => RestrictedDocument, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected document?: unknown;

  @Prose()
  @Field({ description: 'The person or body that the code was created for.' })
  recipient!: string;

  @KeyText({ length: 320, nullable: true })
  @Field(() => String, {
    nullable: true,
    description: 'Email address that the code was sent to, in lower case; null if no mail was sent.',
  })
  email!: string | null;

  /** The look-up part of the password, which identifies the code. It is not secret. */
  @KeyText({ length: 16, unique: true })
  lookup!: string;

  /** The SHA-256 hash of the secret part of the password, in hexadecimal. */
  @KeyText({ length: 64 })
  secretHash!: string;

  @Instant()
  createdAt!: string;

  /** The account that created the code (see Creator). */
  @Integer({ nullable: true })
  createdById!: number | null;

  /** The API key that created the code. */
  @Integer({ nullable: true })
  createdByKeyId!: number | null;

  /** 1: the account that created the code is told when the code is used. */
  @Integer({ default: 0 })
  notifiesOnOpen!: number;

  @Cost({ statements: 0 })
  @Field({
    description:
      'True if the account that created the code gets a mail when the code is used, once a day (UTC) at most.',
  })
  get notifyOnOpen(): boolean {
    return this.notifiesOnOpen === 1;
  }

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time at which the code expires; null if it does not expire.',
  })
  expiresAt!: string | null;

  @Integer({ nullable: true })
  @Field(() => Int, { nullable: true, description: 'The maximum number of uses; null if there is no limit.' })
  maxUses!: number | null;

  @Integer({ default: 0 })
  @Field(() => Int, { description: 'The number of times that the code has been used.' })
  uses!: number;

  @Instant({ nullable: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Time at which the code was revoked; null if it was not revoked.',
  })
  revokedAt!: string | null;

  /** The loaders set it. */
  @Field({
    description:
      'True if the code opens the document now: it is not revoked, expired or used up, and its creator may still edit the document.',
  })
  isActive!: boolean;
}
