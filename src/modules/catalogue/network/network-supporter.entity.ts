import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { Organisation } from '../organisation/organisation.entity';
import { Network } from './network.entity';

/** Which organisations support a network. */
@Entity()
@Index(['organisationId'])
export class NetworkSupporter {
  @PrimaryColumn({ type: 'integer' })
  networkId!: number;

  @ManyToOne(() => Network, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  protected organisation?: unknown;
}
