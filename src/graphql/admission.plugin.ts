import type { ApolloServerPlugin } from '@apollo/server';
import { isSubscriptionContext } from '../modules/events/subscribers';
import { OverloadedError } from '../errors';
import type { Admission } from './admission';
import { refusalOf } from './refusal';

/**
 * Lets each operation over HTTP wait until there is room for it. Put it after the plugins that charge it.
 *
 * @param costOf the upper bound of the fields in the response of an operation
 */
export function admissionPlugin<TContext extends { requestId: string }>(
  admission: Admission,
  costOf: (context: TContext) => number,
): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ contextValue }) {
          if (isSubscriptionContext(contextValue)) return null;
          try {
            await admission.enter(contextValue.requestId, costOf(contextValue));
            return null;
          } catch (error) {
            if (error instanceof OverloadedError) return refusalOf(error);
            throw error;
          }
        },
      };
    },
  };
}
