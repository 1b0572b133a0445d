import { Entity, Index, PrimaryColumn } from 'typeorm';
import { BigInteger, Integer, KeyText } from '../../../../database/sql/columns';
import type { MoneyKind } from '../../money/money-kind';

/*
 * Kept totals of the money that everyone sees, and what they are made of (docs/adr/0034-kept-totals.md). Backups leave these
 * tables out: a server makes them from the shares.
 */

/** An activity whose money, or whatever decides in which sums it is, has changed since it was counted. Triggers add the rows. */
@Entity()
export class ChangedMoney {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  /** The transaction of PostgreSQL that has changed it; 0 on SQLite. So transactions do not wait for each other. -1: a part of the shares is counted. */
  @PrimaryColumn({ type: 'bigint' })
  transactionId!: string;

  /** The shares up to this position are counted. */
  @Integer({ default: 0 })
  countedTo!: number;
}

/** A share as it is in the kept totals, with the values of its activity. Activities that the public does not see have none. */
@Entity()
export class CountedShare {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 22 })
  kind!: MoneyKind;

  @KeyText({ length: 3 })
  currency!: string;

  @Integer()
  year!: number;

  @KeyText({ length: 2, nullable: true })
  countryCode!: string | null;

  @KeyText({ length: 5, nullable: true })
  regionCode!: string | null;

  @KeyText({ length: 5, nullable: true })
  sectorCode!: string | null;

  @KeyText({ length: 3, nullable: true })
  sectorCategory!: string | null;

  @Integer({ nullable: true })
  providerId!: number | null;

  @Integer({ nullable: true })
  receiverId!: number | null;

  @Integer({ nullable: true })
  programmeId!: number | null;

  @Integer({ nullable: true })
  networkId!: number | null;

  @KeyText({ length: 20, nullable: true })
  status!: string | null;

  @BigInteger()
  units!: string;

  @BigInteger()
  nanos!: string;

  @Integer()
  firsts!: number;

  @Integer({ default: 0 })
  activityFirsts!: number;
}

/** The sum of the counted shares with these values in these dimensions. */
@Entity()
@Index('money_total_empty', ['dimensions'], { where: 'items = 0' })
export class MoneyTotal {
  /** The names of none to two dimensions, in the order of `MoneyDimension`. */
  @PrimaryColumn({ type: 'varchar', length: 40, collation: 'C' })
  dimensions!: string;

  @PrimaryColumn({ type: 'varchar', length: 22, collation: 'C' })
  kind!: MoneyKind;

  @PrimaryColumn({ type: 'varchar', length: 3, collation: 'C' })
  currency!: string;

  /** The value in the first dimension. Both keys are empty in the sum of what has no value in one of the dimensions. */
  @PrimaryColumn({ type: 'varchar', length: 20, collation: 'C' })
  firstKey!: string;

  @PrimaryColumn({ type: 'varchar', length: 20, collation: 'C' })
  secondKey!: string;

  /** The sums of the two halves of 32 bits. */
  @BigInteger()
  unitsHigh!: string;

  @BigInteger()
  unitsLow!: string;

  @BigInteger()
  nanos!: string;

  @Integer()
  items!: number;

  @Integer()
  activities!: number;
}
