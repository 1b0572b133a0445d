import { getNullableType, isListType, type GraphQLField } from 'graphql';
import type { FieldCall } from '../../core/cost/field-cost';
import { DEFAULT_SIZE, MAX_SIZE } from '../../core/listing/page';
import type { DeclaredCost } from './declared-costs';

/**
 * The number of objects or values that the field returns; 1 if it is not a list.
 *
 * @param page the items of the page that the field belongs to; null if it belongs to none
 */
export function sizeOf(
  field: GraphQLField<unknown, unknown>,
  cost: DeclaredCost,
  call: FieldCall,
  page: number | null,
): number {
  if (!isListType(getNullableType(field.type))) return 1;
  if (cost.size !== undefined) return Math.min(cost.size.assumed, cost.size.now?.(call) ?? Infinity);
  return page ?? MAX_SIZE;
}

/** The most items of a page. */
export function pageSize({ lists }: DeclaredCost, { args, sizes }: FieldCall): number {
  const asked = args['first'] ?? args['last'] ?? DEFAULT_SIZE;
  const size = typeof asked === 'number' ? Math.min(Math.max(asked, 0), MAX_SIZE) : MAX_SIZE;
  const { tables, ofParent } = lists!;
  const rows = tables.reduce((sum, table) => sum + sizes.rowsOf(table), 0);
  return Math.min(size, rows, ofParent === undefined ? Infinity : sizes.longestOf(ofParent));
}
