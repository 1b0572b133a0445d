import { type RequestContext, rowsOf } from '../access/request-context';
import type { EntitySelect } from './listing';

/** The `select` of a listing that reads the entity's own table only: the columns that the operation needs. */
export function selectRows<E extends object>(
  entity: new () => E,
  alias: string,
): (context: RequestContext, besides?: readonly string[]) => EntitySelect<E> {
  return (context, besides) => {
    const mapper = rowsOf(context, entity, alias, besides);
    return { columns: mapper.columns, joins: mapper.joins(context.operation), get: (row) => mapper.get(row) };
  };
}
