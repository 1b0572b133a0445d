import type { ApolloServerPlugin } from '@apollo/server';
import { type OperationDefinitionNode, OperationTypeNode } from 'graphql';
import { OverloadedError } from '../../errors';
import { isSubscriptionContext } from '../../modules/events/subscribers';
import type { Admission, AdmittedCost } from './admission';
import { refusalResponse } from './refusal';

/**
 * Lets each operation over HTTP wait until there is room for it. Put it after the plugins that charge it.
 *
 * @param costOf the upper bound of the cost of an operation
 * @param isFull true while too many changes wait: mutations are refused then
 */
export function admissionPlugin<TContext extends { requestId: string }>(
  admission: Admission,
  costOf: (context: TContext) => AdmittedCost,
  isFull: () => boolean,
): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ contextValue, operation }) {
          if (isSubscriptionContext(contextValue)) return null;
          try {
            await admission.enter(contextValue.requestId, costOf(contextValue));
            // Apollo Server has no operation here if its name is unknown, although the type says otherwise.
            const kind = (operation as OperationDefinitionNode | undefined)?.operation;
            // A mutation runs on when its client has left and its room is free, so admission alone does not bound them.
            if (kind === OperationTypeNode.MUTATION && isFull()) throw admission.refuse();
            return null;
          } catch (error) {
            if (error instanceof OverloadedError) return refusalResponse(error);
            throw error;
          }
        },
      };
    },
  };
}
