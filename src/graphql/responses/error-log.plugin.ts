import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { findCause, isInternal } from './error-format';

/** Logs the errors that the response masks, with the request id that the client received. */
export function errorLogPlugin<TContext extends { requestId: string }>(logger: Logger): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      return {
        async didEncounterErrors({ errors }) {
          logInternalErrors(logger, errors, requestId);
        },
      };
    },
  };
}

/** Logs the masked errors of an operation. */
export function logInternalErrors(logger: Logger, errors: readonly GraphQLError[], requestId: string): void {
  for (const error of errors.filter(isInternal)) {
    const path = error.path?.join('.');
    logger.error({ err: findCause(error), path, requestId }, 'answered as an internal server error');
  }
}
