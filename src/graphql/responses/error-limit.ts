import { GraphQLError, type GraphQLField, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../core/access/request-context';
import { QueryTooComplexError } from '../../errors';
import { objectFields } from '../object-fields';

type Field = GraphQLField<unknown, RequestContext>;

/**
 * Maximum errors of fields in one response. An error takes 10 to 100 times as long as a value: it has a stack trace, and
 * its location is found by reading the document up to its field.
 */
const MAX_ERRORS = 500;

/**
 * Limits the errors of variables in one response. In each of them, graphql-js describes the object that has the wrong field. For a variable
 * of 160 kB, this takes up to 20 ms.
 */
export const EXECUTION_OPTIONS = { maxCoercionErrors: 3 } as const;

/** The errors of an operation so far. */
class FieldErrors {
  private count = 0;
  private limitError: GraphQLError | null = null;

  /** Returns the error that the response has instead of this one. Above the limit, all fields share one error. */
  add(error: unknown): Error {
    this.count += 1;
    if (this.count > MAX_ERRORS) return (this.limitError ??= createLimitError());
    return error instanceof Error ? error : new Error(String(error));
  }

  /** Removes all but one of the errors that share the one about the limit. */
  removeDuplicates(errors: GraphQLError[]): void {
    const first = errors.indexOf(this.limitError!);
    if (first === -1) return;
    const others = errors.filter((error, place) => error !== this.limitError || place === first);
    errors.splice(0, errors.length, ...others);
  }
}

/** Keyed by the operation of the context, which all copies of the context share. */
const errorsByOperation = new WeakMap<object, FieldErrors>();

/** Limits the errors of fields. Apply it last: it counts what the resolvers of that moment throw. */
export function limitErrors(schema: GraphQLSchema): GraphQLSchema {
  for (const { field } of objectFields(schema)) limitErrorsOf(field);
  return schema;
}

function limitErrorsOf(field: Field): void {
  const { resolve } = field;
  // A field of an object that has been read already does not fail.
  if (resolve === undefined) return;
  field.resolve = (source, args, context, info) => {
    try {
      const value: unknown = resolve(source, args, context, info);
      return value instanceof Promise ? value.catch((error: unknown) => fieldError(context, error)) : value;
    } catch (error) {
      return fieldError(context, error);
    }
  };
}

/**
 * Counts the error of a field. Returns a rejection with the error that the response has for the field. When a resolver throws,
 * graphql-js stops waiting for the other items of the list, and a later error of one of them would be an unhandled rejection,
 * which ends the process.
 */
function fieldError({ operation }: RequestContext, error: unknown): Promise<never> {
  let errors = errorsByOperation.get(operation);
  if (errors === undefined) errorsByOperation.set(operation, (errors = new FieldErrors()));
  return Promise.reject(errors.add(error));
}

/**
 * Leaves one error about the limit in the errors of an operation, instead of one for each field above the limit. Changes
 * the array.
 */
export function removeDuplicateErrors(
  { operation }: { readonly operation: object },
  errors: readonly GraphQLError[],
): void {
  errorsByOperation.get(operation)?.removeDuplicates(errors as GraphQLError[]);
}

/** graphql-js takes an error with a path as it is: it creates no other one with a location for each field. */
function createLimitError(): GraphQLError {
  const originalError = new QueryTooComplexError(
    `More than ${MAX_ERRORS} fields of the response are errors: the others are not listed`,
    { limit: 'errors', maximum: MAX_ERRORS },
  );
  return new GraphQLError(originalError.message, { path: [], originalError });
}
