import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { RequestContext } from '../core/access/request-context';
import type { DomainError } from '../errors';
import { takeTurn } from '../event-loop';
import { addressGroup } from '../modules/identity/throttle';
import { refusalOf } from './refusal';

/** The cost above which an operation waits. One with the maximum cost takes 30 ms until it waits for its first statement. */
const LARGE_COST = 20_000;

/**
 * Lets each large query wait for a turn of the event loop before it begins: graphql-js resolves all of its root fields in one piece.
 * Addresses are served in rotation, apart from their documents and pages that wait. Mutations have a queue of their own. Put it after
 * the plugins that may refuse the operation.
 */
export function operationTurnsPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart({ contextValue }) {
      return {
        async responseForOperation({ operation }) {
          // An operation that the document does not have costs nothing.
          if (contextValue.operation.cost <= LARGE_COST || operation.operation !== OperationTypeNode.QUERY) return null;
          await takeTurn(`large ${addressGroup(contextValue.address)}`);
          try {
            // The client may have left meanwhile.
            contextValue.reading.assertRunning();
            return null;
          } catch (error) {
            return refusalOf(error as DomainError);
          }
        },
      };
    },
  };
}
