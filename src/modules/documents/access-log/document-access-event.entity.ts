import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index } from 'typeorm';
import { Instant, Integer, KeyText, Prose } from '../../../database/columns';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';

export enum DocumentAccessAction {
  UNLOCKED = 'UNLOCKED',
  UNLOCK_REFUSED = 'UNLOCK_REFUSED',
  DOWNLOADED = 'DOWNLOADED',
}

registerEnumType(DocumentAccessAction, {
  name: 'DocumentAccessAction',
  description: 'What somebody did with a restricted document.',
  valuesConfig: {
    UNLOCKED: { description: 'Opened it with a password.' },
    UNLOCK_REFUSED: { description: 'Tried a password that did not open it.' },
    DOWNLOADED: { description: 'Began to download its file.' },
  },
});

/** A link of the chain: `hash` covers the rest of the entry, and with `previousHash` all entries before it. */
@Entity()
@Index(['documentId', 'id'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'An entry of the log of restricted documents, which is only ever added to.',
})
export class DocumentAccessEvent extends Node {
  @KeyText({ length: 14 })
  @Field(() => DocumentAccessAction, { description: 'What was done.' })
  action!: DocumentAccessAction;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: string;

  @Prose({ name: 'actor' })
  @Field({
    description:
      'By whom, as far as it is known: `a@example.org` or `API key "dashboard"`, and by which password: `recipient "Ministry"` or `whoever knows the page\'s password`, as in `a@example.org as recipient "Ministry"`; otherwise `nobody known`. Names are in quotes, in which quotes are escaped with a backslash.',
  })
  by!: string;

  @KeyText({ length: 45, nullable: true })
  @Field(() => String, { nullable: true, description: 'The IP address that it came from; null: unknown.' })
  address!: string | null;

  /** null: a password was tried on something that is no document, or none that whoever tried may know of. No key: an entry outlives what it is about. */
  @Integer({ nullable: true })
  documentId!: number | null;

  /** SHA-256 in hexadecimal; of the first entry, 64 zeros. */
  @KeyText({ length: 64, unique: true })
  previousHash!: string;

  @KeyText({ length: 64, unique: true })
  hash!: string;
}
