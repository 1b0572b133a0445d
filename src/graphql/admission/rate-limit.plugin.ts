import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../core/access/request-context';
import { TooManyRequestsError } from '../../errors';
import { type RateLimits, subjectOf } from '../../modules/identity/rate-limit/rate-limits';
import { refusalResponse } from './refusal';

/** Codes of what is wrong with a document itself. Other codes say that the server is busy, or that the client has left. */
const REJECTIONS = new Set<unknown>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'QUERY_TOO_COMPLEX',
  'BAD_USER_INPUT',
]);

/**
 * Charges each operation to its account, API key or address before it runs, and what it cost to check the document in any
 * case. Put it before the admission.
 */
export function rateLimitPlugin(limits: RateLimits): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue: { viewer, address } }) {
      // The operation may sign in or out.
      const subject = subjectOf(viewer, address);
      let isAdmitted = false;
      return {
        async responseForOperation({ contextValue }) {
          isAdmitted = true;
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

        async willSendResponse({ contextValue, response: { body } }) {
          const { operation } = contextValue;
          if (operation.checkCost === 0) return;
          const { errors = [] } = body.kind === 'single' ? body.singleResult : {};
          const isRejected = !isAdmitted && errors.some(({ extensions }) => REJECTIONS.has(extensions?.['code']));
          operation.budgetLeft = isRejected
            ? limits.addRejected(subject, operation.checkCost)
            : limits.add(subject, operation.checkCost);
        },
      };
    },
  };
}
