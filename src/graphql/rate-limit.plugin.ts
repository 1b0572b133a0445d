import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../core/access/request-context';
import { TooManyRequestsError } from '../errors';
import { subjectOf, type RateLimits } from '../modules/identity/rate-limit/rate-limits';
import { refusalOf } from './refusal';

/** Charges each operation to its account, API key or address before it runs. Put it before the admission. */
export function rateLimitPlugin(limits: RateLimits): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ contextValue }) {
          const { operation, viewer, address } = contextValue;
          const subject = subjectOf(viewer, address);
          try {
            operation.budgetLeft = limits.charge(subject, operation.cost);
            return null;
          } catch (error) {
            if (!(error instanceof TooManyRequestsError)) throw error;
            operation.budgetLeft = limits.add(subject, 0);
            return refusalOf(error);
          }
        },
      };
    },
  };
}
