import { registerEnumType } from 'type-graphql';

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'Direction of an order. Items without a value come last in both directions.',
  valuesConfig: {
    ASC: { description: 'Ascending: the smallest, the earliest or the alphabetically first value comes first.' },
    DESC: { description: 'Descending: the largest, the latest or the alphabetically last value comes first.' },
  },
});

/** One criterion of an order. Each list has its own input type for it. */
export interface Order<F extends string> {
  field: F;
  direction: OrderDirection;
}
