import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Entity, Index } from 'typeorm';
import { Node } from '../../../core/types/node';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, Integer, KeyText, Prose } from '../../../database/sql/columns';

export enum DocumentAccessAction {
  UNLOCKED = 'UNLOCKED',
  UNLOCK_REFUSED = 'UNLOCK_REFUSED',
  DOWNLOADED = 'DOWNLOADED',
}

registerEnumType(DocumentAccessAction, {
  name: 'DocumentAccessAction',
  description: 'An action on a restricted document that the access log records.',
  valuesConfig: {
    UNLOCKED: { description: 'A password unlocked the document.' },
    UNLOCK_REFUSED: { description: 'A password did not unlock the document.' },
    DOWNLOADED: { description: 'A download of the file began.' },
  },
});

/** An entry of the hash chain: `hash` covers all other columns, and through `previousHash` all entries before it. */
@Entity()
@Index(['documentId', 'id'])
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'An entry of the access log of restricted documents. Entries are never changed or deleted.',
})
export class DocumentAccessEvent extends Node {
  @KeyText({ length: 14 })
  @Field(() => DocumentAccessAction, { description: 'The action that was done or tried.' })
  action!: DocumentAccessAction;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the action happened.' })
  at!: string;

  @Prose({ name: 'actor' })
  @Field({
    description:
      'The name of the actor in English, if known: an account (`a@example.org`) or API key (`API key "dashboard"`), the password that was used (`recipient "Ministry"` or `password of the page`), or both (`a@example.org as recipient "Ministry"`); otherwise `nobody known`. Names are in quotes, and quotes in names are escaped with a backslash. `actor` has the same in parts, which programs can translate.',
  })
  by!: string;

  @KeyText({ length: 45, nullable: true })
  @Field(() => String, { nullable: true, description: 'The IP address of the client; null if unknown.' })
  address!: string | null;

  /**
   * null if a password was tried on something that is not a document, or not visible to the viewer. Not a foreign
   * key: an entry stays when its document is deleted.
   */
  @Integer({ nullable: true })
  documentId!: number | null;

  /** The hash of the previous entry; 64 zeros in the first entry. */
  @KeyText({ length: 64, unique: true })
  previousHash!: string;

  @KeyText({ length: 64, unique: true })
  hash!: string;
}
