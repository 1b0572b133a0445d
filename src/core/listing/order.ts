import { Field, InputType, registerEnumType } from 'type-graphql';

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

/** One criterion of an order. Each list has its own input type for it, a subclass of `orderType`. */
export interface Order<F extends string> {
  field: F;
  direction: OrderDirection;
}

/**
 * Declares the input type of an order's criterion. Subclass it under the name `<Node>Order`.
 *
 * @param fields the enum of the fields that the list can be ordered by
 * @param nouns several items, in descriptions: `news items`
 */
export function orderType<F extends string>(
  fields: Readonly<Record<string, F>>,
  nouns: string,
): abstract new () => Order<F> {
  @InputType()
  abstract class OrderType implements Order<F> {
    @Field(() => fields, { description: `Field to order the ${nouns} by.` })
    field!: F;

    @Field(() => OrderDirection, { description: 'Direction of the order: ascending or descending.' })
    direction!: OrderDirection;
  }
  return OrderType;
}
