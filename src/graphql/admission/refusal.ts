import { type GraphQLResponse, HeaderMap } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { DomainError } from '../../errors';
import { formatError } from '../responses/error-format';

/**
 * The response that a plugin returns from `responseForOperation` to refuse an operation that has passed all checks. Its
 * hooks run one after another, while those of `didResolveOperation` also run for operations that another one rejects.
 */
export function refusalResponse(originalError: DomainError): GraphQLResponse {
  const error = new GraphQLError(originalError.message, { originalError });
  return {
    http: { headers: new HeaderMap() },
    body: { kind: 'single', singleResult: { errors: [formatError(error.toJSON(), error)] } },
  };
}
