import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, KeyText, Whole } from '../../database/columns';
import type { AuthoredName } from './publishable';

/** A link by which whoever has it sees one thing, draft or not, for some days. */
@Entity()
@Index(['expiresAt'])
export class Preview {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal; the token itself is kept nowhere. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @KeyText({ length: 20 })
  type!: AuthoredName;

  /** No key: when the thing is gone, the link shows nothing. */
  @Whole()
  thingId!: number;

  @Instant()
  expiresAt!: string;
}
