import type { ReactElement } from 'react';
import type { ActivityOrder } from '../../../clients/typescript/src/site.js';
import type { Visit } from '../visit';

/** The parameter for the order, which the files of /exports take as well. */
const ORDER = 'orderBy';

/** The orders to choose from, in the form of the parameter. The first one is that of the API without an order. */
const orders = ['STARTS_ON:DESC', 'STARTS_ON:ASC', 'TITLE:ASC', 'UPDATED_AT:DESC'] as const;

/** The order in the address; null if it has none of those to choose from. */
export function orderOf(visit: Visit): readonly ActivityOrder[] | null {
  const chosen = chosenOf(visit);
  if (chosen === undefined) return null;
  const [field, direction] = chosen.split(':') as [never, never];
  return [{ field, direction }];
}

/** The order in the address, as parameters of another one; empty if it has none of those to choose from. */
export function givenOrder(visit: Visit): readonly [name: string, value: string][] {
  const chosen = chosenOf(visit);
  return chosen === undefined ? [] : [[ORDER, chosen]];
}

/** The field of the form in which visitors choose the order. */
export function OrderSelect({ visit }: { readonly visit: Visit }): ReactElement {
  return (
    <label>
      {visit.translate('activities.order')}
      <select name={ORDER} defaultValue={chosenOf(visit) ?? orders[0]}>
        {orders.map((order) => (
          <option key={order} value={order}>
            {visit.translate(`activities.order.${order}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function chosenOf({ url }: Visit): (typeof orders)[number] | undefined {
  const given = url.searchParams.get(ORDER);
  return orders.find((order) => order === given);
}
