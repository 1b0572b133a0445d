import { registerEnumType } from 'type-graphql';

export enum OrderDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}

registerEnumType(OrderDirection, {
  name: 'OrderDirection',
  description: 'The direction of an order. Things without a value come last in both.',
  valuesConfig: {
    ASC: { description: 'Smallest, earliest or alphabetically first at the top.' },
    DESC: { description: 'Largest, latest or alphabetically last at the top.' },
  },
});

/** One criterion of an order, as each list's own input type gives it. */
export interface Order<F extends string> {
  field: F;
  direction: OrderDirection;
}
