import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Integer, KeyText } from '../../../database/sql/columns';

/**
 * The score of an activity from the day `since` until, but without, the day `until`. The rows of an activity cover all days, so
 * that its score on any day is known as long as its content stays. `addScores` makes them.
 */
@Entity()
// Named, because the names that TypeORM generates do not depend on the order of the columns.
@Index('completeness_by_score', ['score', 'since', 'until', 'activityId'])
export class CompletenessScore {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  // By name: the entity Activity comes later in the order of modules.
  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** A text that is compared with days. */
  @PrimaryColumn({ type: 'varchar', length: 11, collation: 'C' })
  since!: string;

  @KeyText({ length: 11 })
  until!: string;

  @Integer()
  score!: number;

  /** The hash of the rules that the score was made by; empty if a release without this column has made it. */
  @KeyText({ length: 16, default: '' })
  rules!: string;
}
