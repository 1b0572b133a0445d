import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { BigInteger, Integer, KeyText, Prose } from '../../../database/sql/columns';
import type { BudgetStatus, BudgetType } from './budget';
import type { MoneyKind } from './money-kind';

// Activities and organisations by name: the entity Activity comes later in the order of modules.

/** A budget of an activity, at its position from 1. */
@Entity()
export class ActivityBudget {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 8 })
  type!: BudgetType;

  @KeyText({ length: 10 })
  status!: BudgetStatus;

  @KeyText({ length: 10 })
  periodStart!: string;

  @KeyText({ length: 10 })
  periodEnd!: string;

  /** The Decimal as text. */
  @KeyText({ length: 30 })
  amount!: string;

  @KeyText({ length: 3 })
  currency!: string;

  @KeyText({ length: 10 })
  valueDate!: string;
}

/**
 * A transaction as it was in the states `since` to `until - 1` of the transactions of its activity. Reverting restores it from
 * here; nothing else reads it.
 */
@Entity()
export class PastTransaction {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @PrimaryColumn({ type: 'integer' })
  transactionId!: number;

  @PrimaryColumn({ type: 'integer' })
  since!: number;

  @Integer()
  until!: number;

  /** The columns of the row as JSON. */
  @Prose()
  columns!: string;
}

/**
 * A part of a budget or a transaction, with at most one value in every dimension. The parts of an item add up to it. They are
 * made again whenever the money, the recipients or the sectors of their activity change. Sums of money read nothing else, and sums that
 * are not converted read its index alone.
 */
@Entity()
@Index('money_share_by_kind', [
  'kind',
  'currency',
  'year',
  'countryCode',
  'regionCode',
  'sectorCode',
  'sectorCategory',
  'providerId',
  'receiverId',
  'activityId',
  'units',
  'nanos',
  'firsts',
  'activityFirsts',
])
export class MoneyShare {
  @PrimaryColumn({ type: 'integer' })
  activityId!: number;

  @ManyToOne('Activity', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  /** From 1. */
  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @KeyText({ length: 22 })
  kind!: MoneyKind;

  @KeyText({ length: 3 })
  currency!: string;

  @Integer()
  year!: number;

  @KeyText({ length: 10 })
  valueDate!: string;

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

  /** The sum of the parts of the item that come before this one. The whole item is converted, and the parts add up to it. */
  @BigInteger({ default: 0 })
  precedingUnits!: string;

  @BigInteger({ default: 0 })
  precedingNanos!: string;

  @BigInteger()
  units!: string;

  @BigInteger()
  nanos!: string;

  /** Bits: see `firstsOf`. */
  @Integer()
  firsts!: number;

  /** Bits: see `activityFirstsOf`. */
  @Integer({ default: 0 })
  activityFirsts!: number;
}
