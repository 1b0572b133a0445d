import { Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Instant, KeyText, Prose } from '../../database/columns';

/** A mutation that was done under a name that its client gave it, so that a repeat does not do it again. */
@Entity()
@Index(['asker', 'clientMutationId'], { unique: true })
@Index(['at'])
export class ClientMutation {
  @PrimaryGeneratedColumn()
  id!: number;

  /** `account 5` or `apiKey 3`. */
  @KeyText({ length: 40 })
  asker!: string;

  @KeyText({ length: 200 })
  clientMutationId!: string;

  @KeyText({ length: 60 })
  mutation!: string;

  /** SHA-256 of the input in hexadecimal. */
  @KeyText({ length: 64 })
  inputHash!: string;

  /** What the mutation gave, as JSON: keys of what it changed, nothing secret. */
  @Prose()
  answer!: string;

  @Instant()
  at!: string;
}
