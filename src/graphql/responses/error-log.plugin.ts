import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { failureOf } from './error-format';

/** Logs the failures of the server, with the request id that the client received. */
export function errorLogPlugin<TContext extends { requestId: string }>(logger: Logger): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      return {
        async didEncounterErrors({ errors }) {
          logFailures(logger, errors, requestId);
        },
      };
    },
  };
}

/** Logs the failures behind the errors of an operation. */
export function logFailures(logger: Logger, errors: readonly GraphQLError[], requestId: string): void {
  for (const error of errors) {
    const failure = failureOf(error);
    if (failure !== null) logger.error({ err: failure, path: error.path?.join('.'), requestId }, 'operation failed');
  }
}
