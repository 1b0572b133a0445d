import { Field, ObjectType } from 'type-graphql';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Cached } from '../../../core/types/cached';
import { CurrencyCodeScalar } from '../../../core/types/currency-code';
import { DateTimeScalar } from '../../../core/types/scalars';
import { Instant, KeyText } from '../../../database/sql/columns';

@Entity()
@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description: 'Table of exchange rates that the operator of the server has loaded.',
})
export class RateTable {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @KeyText({ length: 60, unique: true })
  @Field(() => String, { description: 'Name of the table.' })
  name!: string;

  @KeyText({ length: 3 })
  @Field(() => CurrencyCodeScalar, {
    description: 'Base of all rates: a rate says how many units of another currency one unit of the base is worth.',
  })
  base!: string;

  @Instant()
  @Field(() => DateTimeScalar, { description: 'Time at which the rates were loaded.' })
  loadedAt!: string;
}

/** The units of a currency that one unit of the base of its table is worth on a day. */
@Entity()
export class ExchangeRate {
  @PrimaryColumn({ type: 'integer' })
  tableId!: number;

  @ManyToOne(() => RateTable, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'table_id' })
  protected table?: RateTable;

  @PrimaryColumn({ type: 'varchar', length: 3, collation: 'C' })
  currency!: string;

  @PrimaryColumn({ type: 'varchar', length: 10, collation: 'C' })
  day!: string;

  /** The last day for which the rate is used, unless there is a later rate. */
  @KeyText({ length: 10 })
  lastDay!: string;

  /** A positive decimal number as text. */
  @Column({ type: 'varchar', length: 32, collation: 'C' })
  rate!: string;
}
