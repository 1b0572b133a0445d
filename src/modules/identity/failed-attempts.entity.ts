import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, Whole } from '../../database/columns';

/** How often something that is guarded by a secret was tried in vain, from one place. */
@Entity()
export class FailedAttempts {
  /** SHA-256, in hexadecimal, of what was tried from where: the table names neither accounts nor addresses. */
  @PrimaryColumn({ type: 'varchar', length: 64, collation: 'C' })
  subject!: string;

  @Whole()
  failures!: number;

  /** Until when nothing more may be tried; null: no wait was ever imposed. */
  @Instant({ nullable: true })
  blockedUntil!: string | null;

  @Instant()
  lastFailedAt!: string;
}
