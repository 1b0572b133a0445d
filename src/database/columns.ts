import { Column, type ColumnOptions } from 'typeorm';

/**
 * The kinds of column there are. Text and numbers alone: both databases store, compare and return them alike.
 * Key text is compared by code point (collation C), so that orders and cursors agree on both databases.
 */

/** Short text that lookups, orders or filters compare. */
export function KeyText(options: ColumnOptions & { length: number }): PropertyDecorator {
  return Column({ type: 'varchar', collation: 'C', ...options });
}

/** Prose; nothing compares it. */
export function Prose(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'text', ...options });
}

/** An instant as `2026-11-24T14:38:21.123Z`: RFC 3339 in UTC with milliseconds, whose text order is the order in time. */
export function Instant(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'varchar', length: 24, collation: 'C', ...options });
}

/** A PartialDate as given: `2014`, `2014-05` or `2014-05-12`. */
export function PartialDay(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'varchar', length: 10, collation: 'C', nullable: true, ...options });
}

export function Integer(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'integer', ...options });
}

/** A whole number of up to 2^53 − 1: as a double, which holds those exactly and both drivers give as a number. */
export function SafeInteger(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'double precision', ...options });
}
