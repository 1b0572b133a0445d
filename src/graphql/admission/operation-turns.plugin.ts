import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import { addressGroup } from '../../core/access/address-group';
import type { RequestContext } from '../../core/access/request-context';
import { OperationCancelledError } from '../../errors';
import { takeTurn } from '../../event-loop';
import { refusalResponse } from './refusal';

/** The cost, in points, above which a query waits before it begins, and its root fields begin in turns. */
export const LARGE_COST = 20_000;

/**
 * Lets each large query wait for a turn of the event loop before it begins: graphql-js reads the arguments of all of its root fields at
 * once. Addresses are served in rotation; the waiting documents and pages of an address have turns of their own. Mutations do not wait:
 * their root fields run one after another, in turns (see `MutationRunner.run`). Put it after the plugins that may refuse the operation.
 */
export function operationTurnsPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue }) {
      return {
        async responseForOperation({ operation }) {
          // `operation` is undefined if the document lacks the requested one. The cost is zero then.
          if (contextValue.operation.cost <= LARGE_COST || operation.operation !== OperationTypeNode.QUERY) return null;
          await takeTurn(`large ${addressGroup(contextValue.address)}`);
          try {
            contextValue.reading.assertRunning();
          } catch (error) {
            // Nobody reads the response. After a timeout, the operation runs, and each of its fields is null with an error.
            if (error instanceof OperationCancelledError) return refusalResponse(error);
          }
          return null;
        },
      };
    },
  };
}
