import type { GraphQLField } from 'graphql';
import { Extensions } from 'type-graphql';
import type { LoaderDefinition } from './request-context';

/**
 * The field is what this loader gives for its thing's id, and takes no arguments: for all things of a list it can be read
 * before they are answered (see readAhead).
 */
export function LoadedById(definition: LoaderDefinition<number, unknown>): MethodDecorator {
  return Extensions({ loader: definition });
}

/** What the field is loaded by, if it is LoadedById. */
export function loaderOf({ extensions }: Pick<GraphQLField<unknown, unknown>, 'extensions'>) {
  return extensions['loader'] as LoaderDefinition<number, unknown> | undefined;
}
