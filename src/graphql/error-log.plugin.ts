import type { ApolloServerPlugin } from '@apollo/server';
import type { Logger } from 'pino';
import { findCause, isInternal } from './error-format';

/** Logs what the answer keeps to itself, with the id of the request that the client was told. */
export function errorLogPlugin<TContext extends { requestId: string }>(logger: Logger): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart({ contextValue: { requestId } }) {
      return {
        async didEncounterErrors({ errors }) {
          for (const error of errors.filter(isInternal)) {
            const path = error.path?.join('.');
            logger.error({ err: findCause(error), path, requestId }, 'answered as an internal server error');
          }
        },
      };
    },
  };
}
