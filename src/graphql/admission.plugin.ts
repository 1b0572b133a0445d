import type { ApolloServerPlugin } from '@apollo/server';
import { isSubscriptionContext } from '../modules/events/subscribers';
import { OverloadedError } from '../errors';
import type { Admission } from './admission';
import { costOf } from './operation-cost';
import { refusalOf } from './refusal';

/** Lets each operation over HTTP wait until there is room for it. Put it after the plugins that charge it. */
export function admissionPlugin(admission: Admission): ApolloServerPlugin<{ requestId: string }> {
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
