import { Entity, PrimaryColumn } from 'typeorm';
import { Instant, KeyText } from '../../../database/columns';

/** A file in the store that is no version's: it is on its way to be one, or to be deleted. */
@Entity()
export class FileClaim {
  /** Where it is in the file store. */
  @PrimaryColumn({ type: 'varchar', length: 32, collation: 'C' })
  fileKey!: string;

  /** The process that works on it, as `host:pid`. */
  @KeyText({ length: 300 })
  takenBy!: string;

  /** Moves while the process lives. */
  @Instant()
  touchedAt!: string;
}
