import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../core/access/request-context';
import { TooManyRequestsError } from '../errors';
import { subjectOf, type RateLimits } from '../modules/identity/rate-limit/rate-limits';
import { refusalResponse } from './refusal';

/**
 * Charges each operation to its account, API key or address before it runs, and what it cost to check the document in any
 * case. Put it before the admission.
 */
export function rateLimitPlugin(limits: RateLimits): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { viewer, address } }) {
      // The operation may sign in or out.
      const subject = subjectOf(viewer, address);
      let isRejected = true;
      return {
        async responseForOperation({ contextValue }) {
          isRejected = false;
          const { operation } = contextValue;
          try {
            operation.budgetLeft = limits.charge(subject, operation.cost);
            return null;
          } catch (error) {
            if (!(error instanceof TooManyRequestsError)) throw error;
            operation.budgetLeft = limits.add(subject, 0);
            return refusalResponse(error);
          }
        },

        async willSendResponse({ contextValue }) {
          const { operation } = contextValue;
          if (operation.checkCost === 0) return;
          operation.budgetLeft = isRejected
            ? limits.addRejected(subject, operation.checkCost)
            : limits.add(subject, operation.checkCost);
        },
      };
    },
  };
}
