import { Column, type ColumnOptions } from 'typeorm';

/**
 * The column kinds. All of them store text or numbers, which both databases store, compare and return alike. Key text
 * is compared by code point (collation C), so that sort orders and cursors agree on both databases.
 */

/** Short text that is used in lookups, sort orders or filters. */
export function KeyText(options: ColumnOptions & { length: number }): PropertyDecorator {
  return Column({ type: 'varchar', collation: 'C', ...options });
}

/** Long text that is never compared. */
export function Prose(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'text', ...options });
}

/** An instant such as `2026-11-24T14:38:21.123Z` (RFC 3339, UTC, milliseconds). Its text order is its order in time. */
export function Instant(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'varchar', length: 24, collation: 'C', ...options });
}

/** A PartialDate as entered: `2014`, `2014-05` or `2014-05-12`. */
export function PartialDay(): PropertyDecorator {
  return Column({ type: 'varchar', length: 10, collation: 'C', nullable: true });
}

export function Integer(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'integer', ...options });
}

/** An integer up to 2^53 − 1, stored as a double: it is exact, and both drivers return it as a number. */
export function SafeInteger(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'double precision', ...options });
}

/**
 * A 64-bit integer. JavaScript numbers round those above 2^53, so that it is never selected as it is: statements sum it, and
 * select the sum as text.
 */
export function BigInteger(options: ColumnOptions = {}): PropertyDecorator {
  return Column({ type: 'bigint', ...options });
}
