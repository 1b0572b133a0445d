import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Integer } from '../../../database/sql/columns';

/** The number of failed attempts for one subject. */
@Entity()
export class FailedAttempts {
  /** SHA-256 of target and address in hexadecimal. The table contains neither accounts nor addresses. */
  @PrimaryColumn({ type: 'varchar', length: 64, collation: 'C' })
  subject!: string;

  @Integer()
  failures!: number;

  /** The end of the latest wait; null if there was none. */
  @Instant({ nullable: true })
  blockedUntil!: string | null;

  @Instant()
  lastFailedAt!: string;
}
