import type { ApolloServerPlugin } from '@apollo/server';
import { removeDuplicateErrors } from './error-limit';

/** Lists the error about too many errors once (see `limitErrors`). Plugins after this one see the shortened list. */
export function errorLimitPlugin<TContext extends { readonly operation: object }>(): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart() {
      return {
        async didEncounterErrors({ contextValue, errors }) {
          // Apollo Server has made this array for the response, and formats it afterwards.
          removeDuplicateErrors(contextValue, errors);
        },
      };
    },
  };
}
