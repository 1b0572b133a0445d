import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';

/** The field's texts may be long: what an answer may hold of them is bounded. */
export function LongText(): MethodDecorator & PropertyDecorator {
  return Extensions({ isLongText: true });
}

export function isLongText({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>): boolean {
  return extensions['isLongText'] === true;
}
