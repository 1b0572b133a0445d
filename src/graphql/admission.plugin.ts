import type { ApolloServerPlugin } from '@apollo/server';
import { isSubscriptionContext } from '../modules/events/subscribers';
import type { Admission } from './admission';
import { costOf } from './operation-cost';

/** Lets each operation over HTTP wait until there is room for it. Put it after the plugins that check limits. */
export function admissionPlugin(admission: Admission): ApolloServerPlugin<{ requestId: string }> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ contextValue }) {
          if (isSubscriptionContext(contextValue)) return;
          await admission.enter(contextValue.requestId, costOf(contextValue));
        },
      };
    },
  };
}
