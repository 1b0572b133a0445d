import { Entity, PrimaryColumn } from 'typeorm';
import { SafeInteger } from '../../../database/sql/columns';

/** What one subject has used on one instance in one minute. Instances that share a database report it here. */
@Entity()
export class RateLimitUse {
  /** SHA-256 of the subject in hexadecimal. The table contains no addresses. */
  @PrimaryColumn({ type: 'varchar', length: 64, collation: 'C' })
  subject!: string;

  /** In minutes since 1970. */
  @PrimaryColumn({ type: 'integer' })
  minute!: number;

  @PrimaryColumn({ type: 'varchar', length: 36, collation: 'C' })
  instance!: string;

  /** In points. */
  @SafeInteger()
  used!: number;
}
